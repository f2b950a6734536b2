#include <torch/torch.h>

#include <deque>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

struct Checkpoint {
  int epoch;
  std::string bytes;
};

struct CurveFit {
  torch::nn::Sequential net{torch::nn::Linear(1, 100), torch::nn::Tanh(), torch::nn::Linear(100, 100),
                            torch::nn::Tanh(), torch::nn::Linear(100, 1)};
  torch::optim::Adam opt{net->parameters(), torch::optim::AdamOptions(1e-3)};
  std::vector<torch::Tensor> errors;
  std::deque<Checkpoint> checkpoints;
  torch::Tensor best = torch::full({}, 1e9);

  void train_epoch() {
    net->train();
    for (int i = 0; i < 50; ++i) {
      auto x = torch::rand({64, 1}) * 6 - 3;
      auto loss = torch::mse_loss(net->forward(x), torch::sin(2 * x));
      opt.zero_grad();
      loss.backward();
      opt.step();
    }
  }

  bool validate(const torch::Tensor& x, const torch::Tensor& y) {
    net->eval();
    auto err = (net->forward(x) - y).abs().mean();
    errors.push_back(err);  // WARN: graph-in-container
    err = err.detach();
    const bool improved = (err < best).item<bool>();
    if (improved) best = err;
    return improved;
  }

  void save(int epoch) {
    std::ostringstream os;
    torch::save(net, os);
    checkpoints.push_back({epoch, os.str()});
  }

  void trim(size_t keep) {
    while (checkpoints.size() > keep) checkpoints.pop_front();
  }

  double trend(size_t n) const {
    if (errors.size() < 2 * n) return 0.0;
    double a = 0, b = 0;
    for (size_t i = 0; i < n; ++i) {
      a += errors[errors.size() - 1 - i].item<double>();
      b += errors[errors.size() - 1 - n - i].item<double>();
    }
    return (a - b) / static_cast<double>(n);
  }
};

int main() {
  CurveFit fit;
  auto vx = torch::linspace(-3, 3, 4000).unsqueeze(1);
  auto vy = torch::sin(2 * vx);
  for (int epoch = 0; epoch < 50000; ++epoch) {
    fit.train_epoch();
    if (fit.validate(vx, vy)) {
      fit.save(epoch);
      fit.trim(3);
    }
    if (epoch % 25 == 0)
      std::cout << epoch << ": best " << fit.best.item<double>() << ", trend " << fit.trend(10) << '\n';
  }
}
