#include <torch/torch.h>
#include <deque>
#include <iostream>

class SmoothedValue {
 public:
  explicit SmoothedValue(size_t window) : window_(window) {}
  void update(torch::Tensor t) {
    values_.push_back(std::move(t));
    if (values_.size() > window_) values_.pop_front();
  }
  double median() const {
    std::vector<double> v;
    for (auto& t : values_) v.push_back(t.item<double>());
    std::nth_element(v.begin(), v.begin() + v.size() / 2, v.end());
    return v[v.size() / 2];
  }

 private:
  size_t window_;
  std::deque<torch::Tensor> values_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(20, 40), torch::nn::ReLU(), torch::nn::Linear(40, 1));
  torch::optim::SGD opt(net->parameters(), 0.01);
  SmoothedValue smoothed(20);
  for (int it = 0; it < 100000; ++it) {
    auto x = torch::randn({16, 20});
    auto loss = torch::mse_loss(net->forward(x), x.sum(1, true));
    opt.zero_grad();
    loss.backward();
    opt.step();
    smoothed.update(loss);
    if (it % 100 == 0) std::cout << smoothed.median() << '\n';
  }
}
