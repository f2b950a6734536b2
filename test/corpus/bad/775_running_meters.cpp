#include <torch/torch.h>

#include <iomanip>
#include <iostream>

template <typename T>
class Running {
 public:
  explicit Running(T zero) : sum_(std::move(zero)) {}

  void add(const T& value, int64_t weight = 1) {
    sum_ += value * weight;  // WARN: graph-accumulation
    count_ += weight;
  }

  void reset(T zero) {
    sum_ = std::move(zero);
    count_ = 0;
  }

  T mean() const { return sum_ / static_cast<double>(count_ > 0 ? count_ : 1); }
  int64_t count() const { return count_; }

 private:
  T sum_;
  int64_t count_ = 0;
};

struct Meters {
  Running<double> epoch{0.0};
  Running<torch::Tensor> lifetime{torch::zeros({1})};

  void update(const torch::Tensor& loss, int64_t n) {
    epoch.add(loss.item<double>(), n);
    lifetime.add(loss, n);
  }

  void next_epoch() { epoch.reset(0.0); }
};

struct RegressorImpl : torch::nn::Module {
  RegressorImpl(int64_t in, int64_t hidden)
      : fc1(register_module("fc1", torch::nn::Linear(in, hidden))),
        fc2(register_module("fc2", torch::nn::Linear(hidden, hidden))),
        out(register_module("out", torch::nn::Linear(hidden, 1))) {}

  torch::Tensor forward(torch::Tensor x) {
    x = torch::gelu(fc1(x));
    x = torch::gelu(fc2(x));
    return out(x).squeeze(1);
  }

  torch::nn::Linear fc1, fc2, out;
};
TORCH_MODULE(Regressor);

static std::pair<torch::Tensor, torch::Tensor> sample(int64_t n) {
  auto x = torch::rand({n, 8}) * 2 - 1;
  auto y = (x * x).sum(1) + 0.05 * torch::randn({n});
  return {x, y};
}

int main() {
  torch::manual_seed(3);
  Regressor net(8, 64);
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(0.01).momentum(0.9));
  Meters meters;

  for (int epoch = 1; epoch <= 20000; ++epoch) {
    meters.next_epoch();
    for (int b = 0; b < 100; ++b) {
      auto [x, y] = sample(b % 10 == 9 ? 24 : 64);
      opt.zero_grad();
      auto loss = torch::smooth_l1_loss(net->forward(x), y);
      loss.backward();
      opt.step();
      meters.update(loss, x.size(0));
    }
    std::cout << std::setw(6) << epoch << "  epoch " << meters.epoch.mean() << "  all time "
              << meters.lifetime.mean().item<double>() << " over " << meters.lifetime.count() << " samples\n";
  }
}
