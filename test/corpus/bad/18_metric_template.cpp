#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>
#include <vector>

template <typename T>
class Series {
 public:
  void add(const T& v) {
    data_.push_back(v);  // WARN: graph-in-container
  }
  size_t size() const {
    return data_.size();
  }
  const T& last() const {
    return data_.back();
  }

 private:
  std::vector<T> data_;
};

class Dashboard {
 public:
  Series<torch::Tensor>& series(const std::string& name) {
    return series_[name];
  }
  void print() const {
    for (auto& kv : series_)
      std::cout << kv.first << " " << kv.second.last().item<float>() << "\n";
  }

 private:
  std::map<std::string, Series<torch::Tensor>> series_;
};

int main() {
  torch::nn::Linear model(10, 1);
  torch::optim::SGD opt(model->parameters(), torch::optim::SGDOptions(1e-2).momentum(0.9));
  Dashboard board;
  for (int epoch = 0; epoch < 200; ++epoch) {
    for (int b = 0; b < 100; ++b) {
      auto x = torch::randn({32, 10});
      auto loss = torch::nn::functional::l1_loss(model(x), x.sum(1, true));
      opt.zero_grad();
      loss.backward();
      opt.step();
      board.series("train").add(loss);
    }
    board.print();
  }
}
