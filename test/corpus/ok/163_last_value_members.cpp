#include <torch/torch.h>
#include <iostream>
#include <map>
#include <optional>
#include <string>

class Monitor {
 public:
  void train(torch::Tensor l) {
    lastTrain_ = l;
    current_["train"] = l;
  }
  void valid(torch::Tensor l) { current_["valid"] = std::move(l); }
  void print() const {
    if (lastTrain_) std::cout << "last " << lastTrain_->item<float>() << ' ';
    for (auto& [k, v] : current_) std::cout << k << '=' << v.item<float>() << ' ';
    std::cout << '\n';
  }

 private:
  std::optional<torch::Tensor> lastTrain_;
  std::map<std::string, torch::Tensor> current_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(9, 27), torch::nn::ReLU(), torch::nn::Linear(27, 1));
  torch::optim::SGD opt(net->parameters(), 1e-2);
  Monitor mon;
  for (int e = 0; e < 500; ++e) {
    for (int b = 0; b < 100; ++b) {
      auto x = torch::randn({16, 9});
      auto loss = torch::mse_loss(net->forward(x), x.prod(1, true));
      opt.zero_grad();
      loss.backward();
      opt.step();
      mon.train(loss);
    }
    auto xv = torch::randn({64, 9});
    mon.valid(torch::mse_loss(net->forward(xv), xv.prod(1, true)));
    mon.print();
  }
}
