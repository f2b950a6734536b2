#include <torch/torch.h>

#include <cstdio>
#include <functional>
#include <string>
#include <unordered_map>

using ActivationHook = std::function<void(const std::string&, const torch::Tensor&)>;

struct NetImpl : torch::nn::Module {
  NetImpl() {
    fc1 = register_module("fc1", torch::nn::Linear(40, 300));
    fc2 = register_module("fc2", torch::nn::Linear(300, 300));
    fc3 = register_module("fc3", torch::nn::Linear(300, 1));
  }

  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(fc1(x));
    if (hook) hook("fc1", x);
    x = torch::relu(fc2(x));
    if (hook) hook("fc2", x);
    return fc3(x);
  }

  ActivationHook hook;
  torch::nn::Linear fc1{nullptr}, fc2{nullptr}, fc3{nullptr};
};
TORCH_MODULE(Net);

// keeps a slow average of every unit so that we see which ones died
class ActivationMonitor {
public:
  explicit ActivationMonitor(double rate) : rate_(rate) {}

  void observe(const std::string &layer, const torch::Tensor &act) {
    auto &m = mean_[layer];
    if (!m.defined())
      m = torch::zeros({act.size(1)});
    m.lerp_(act.mean(0), rate_); // WARN: inplace-history
  }

  void print() const {
    for (const auto &kv : mean_) {
      auto dead = (kv.second < 1e-4).sum().item<int64_t>();
      std::printf("  %s: %ld of %ld units dead\n", kv.first.c_str(), (long)dead,
                  (long)kv.second.numel());
    }
  }

private:
  double rate_;
  std::unordered_map<std::string, torch::Tensor> mean_;
};

int main() {
  Net net;
  ActivationMonitor monitor(0.01);
  net->hook = [&monitor](const std::string &layer, const torch::Tensor &act) {
    monitor.observe(layer, act);
  };

  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(1e-3).weight_decay(1e-5));
  auto w = torch::randn({40, 1});

  for (long step = 1;; ++step) {
    auto x = torch::randn({256, 40});
    auto y = torch::sin(x.mm(w)) + 0.05 * torch::randn({256, 1});

    opt.zero_grad();
    auto loss = torch::mse_loss(net->forward(x), y);
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net->parameters(), 5.0);
    opt.step();

    if (step % 1000 == 0) {
      std::printf("step %ld loss %.5f\n", step, loss.item<double>());
      monitor.print();
    }
  }
}
