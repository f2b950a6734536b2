#include <torch/torch.h>
#include <functional>
#include <string>
#include <vector>

struct Result {
  std::string config;
  double accuracy;
  std::vector<torch::Tensor> curve;
};

class Experiment {
 public:
  Experiment(std::string name, double lr) : name_(std::move(name)), lr_(lr) {
  }
  Result run() const {
    torch::nn::Linear net(20, 2);
    torch::optim::SGD opt(net->parameters(), lr_);
    Result r{name_, 0.0, {}};
    for (int i = 0; i < 2000; ++i) {
      auto x = torch::randn({32, 20});
      auto y = (x.sum(1) > 0).to(torch::kLong);
      auto loss = torch::nn::functional::cross_entropy(net->forward(x), y);
      opt.zero_grad();
      loss.backward();
      opt.step();
      r.curve.push_back(loss);  // WARN: graph-in-container
    }
    return r;
  }

 private:
  std::string name_;
  double lr_;
};

std::vector<Result> sweep(const std::vector<double>& rates) {
  std::vector<Result> all;
  for (double lr : rates)
    all.push_back(Experiment("lr=" + std::to_string(lr), lr).run());
  return all;
}

int main() {
  std::vector<double> rates;
  for (int i = 1; i < 100; ++i)
    rates.push_back(i * 1e-3);
  return sweep(rates).empty();
}
