#include <torch/torch.h>
#include <iostream>
#include <map>
#include <memory>
#include <string>

// Denoising autoencoder, many restarts, each with early stopping.

struct DAEImpl : torch::nn::Module {
  explicit DAEImpl(int64_t in) {
    net = register_module("net", torch::nn::Sequential(
        torch::nn::Linear(in, 256), torch::nn::ELU(), torch::nn::BatchNorm1d(256),
        torch::nn::Linear(256, 32), torch::nn::ELU(),
        torch::nn::Linear(32, 256), torch::nn::ELU(), torch::nn::Linear(256, in)));
  }
  torch::Tensor forward(torch::Tensor x) { return net->forward(x); }
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(DAE);

class EarlyStopping {
 public:
  EarlyStopping(int patience, double min_delta) : patience_(patience), delta_(min_delta) {}

  bool update(const torch::Tensor& loss, torch::nn::Module& m) {
    last_ = loss;
    if (!best_.defined() || loss.item<double>() < best_.item<double>() - delta_) {
      best_ = loss;
      waited_ = 0;
      for (const auto& p : m.named_parameters()) weights_[p.key()] = p.value().detach().clone();
      for (const auto& b : m.named_buffers()) weights_[b.key()] = b.value().clone();
      return false;
    }
    return ++waited_ >= patience_;
  }

  void restore(torch::nn::Module& m) const {
    torch::NoGradGuard g;
    auto params = m.named_parameters();
    auto bufs = m.named_buffers();
    for (const auto& [name, value] : weights_) {
      auto* dst = params.find(name);
      if (!dst) dst = bufs.find(name);
      if (dst) dst->copy_(value);
    }
  }

  double gap() const { return (last_ - best_).item<double>(); }
  double best() const { return best_.item<double>(); }

 private:
  torch::Tensor best_, last_;
  std::map<std::string, torch::Tensor> weights_;
  int patience_, waited_ = 0;
  double delta_;
};

static torch::Tensor epoch_pass(DAE& net, torch::optim::Optimizer& opt, const torch::Tensor& data, double noise) {
  torch::Tensor loss;
  for (auto& idx : torch::randperm(data.size(0)).split(256)) {
    auto x = data.index_select(0, idx);
    loss = torch::mse_loss(net->forward(x + noise * torch::randn_like(x)), x);
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
  return loss;
}

int main() {
  auto train = torch::rand({8192, 128});
  auto valid = torch::rand({1024, 128});
  double overall = 1e9;

  for (int restart = 0;; ++restart) {
    torch::manual_seed(restart);
    DAE net(128);
    torch::optim::Adam opt(net->parameters(), 1e-3);
    EarlyStopping stop(10, 1e-5);
    for (int epoch = 0; epoch < 100000; ++epoch) {
      net->train();
      epoch_pass(net, opt, train, 0.2);
      net->eval();
      auto v = torch::mse_loss(net->forward(valid), valid);
      if (stop.update(v, *net)) {
        std::cout << "restart " << restart << " stopped at " << epoch << " gap " << stop.gap() << "\n";
        break;
      }
    }
    stop.restore(*net);
    if (stop.best() < overall) {
      overall = stop.best();
      torch::save(net, "dae_best.pt");
      std::cout << "new best " << overall << "\n";
    }
  }
}
