#include <torch/torch.h>
#include <iostream>
#include <limits>
#include <list>

class EarlyStopping {
 public:
  explicit EarlyStopping(int patience) : patience_(patience) {}

  bool update(int epoch, torch::Tensor score) {
    scores_.push_front({epoch, score});  // WARN: graph-in-container
    const double value = score.item<double>();
    if (value < best_) {
      best_ = value;
      wait_ = 0;
      return false;
    }
    return ++wait_ >= patience_;
  }

  void report(std::ostream& os) const {
    for (const auto& s : scores_) os << s.first << ": " << s.second.item<double>() << '\n';
  }

 private:
  int patience_;
  int wait_ = 0;
  double best_ = std::numeric_limits<double>::infinity();
  std::list<std::pair<int, torch::Tensor>> scores_;
};

int main() {
  auto x = torch::randn({4096, 32});
  auto y = x.matmul(torch::randn({32, 1})) + 0.1 * torch::randn({4096, 1});
  auto xv = torch::randn({16384, 32});
  auto yv = torch::randn({16384, 1});
  auto net = torch::nn::Sequential(torch::nn::Linear(32, 512), torch::nn::GELU(), torch::nn::Linear(512, 1));
  torch::optim::SGD sgd(net->parameters(), torch::optim::SGDOptions(1e-3).momentum(0.9));
  EarlyStopping stopper(200);

  for (int epoch = 0; epoch < 100000; ++epoch) {
    sgd.zero_grad();
    auto loss = torch::mse_loss(net->forward(x), y);
    loss.backward();
    sgd.step();

    auto val = torch::mse_loss(net->forward(xv), yv);
    if (stopper.update(epoch, val)) break;
  }
  stopper.report(std::cout);
}
