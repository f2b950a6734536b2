#include <torch/torch.h>

#include <iostream>
#include <string>

struct Config {
  int64_t instances = 512;
  int64_t batch = 32;
  int64_t dim = 64;
  double temperature = 0.1;
  double lr = 0.03;
  long log_every = 100;
};

static Config load_config(int argc, char** argv) {
  Config c;
  for (int i = 1; i < argc; ++i) {
    const std::string a = argv[i];
    const auto eq = a.find('=');
    if (eq == std::string::npos) continue;
    const auto key = a.substr(0, eq), value = a.substr(eq + 1);
    if (key == "--batch") c.batch = std::stol(value);
    else if (key == "--lr") c.lr = std::stod(value);
    else if (key == "--tau") c.temperature = std::stod(value);
  }
  return c;
}

// Instance discrimination with a memory bank (Wu et al. 2018).
class MemoryBank {
 public:
  MemoryBank(int64_t n, int64_t d)
      : bank_(torch::nn::functional::normalize(torch::randn({n, d}))), seen_(torch::zeros({n})) {}

  torch::Tensor logits(const torch::Tensor& z, double tau) const { return z.matmul(bank_.clone().t()) / tau; }

  void update(const torch::Tensor& idx, const torch::Tensor& z, double momentum) {
    auto mixed = momentum * bank_.index_select(0, idx) + (1.0 - momentum) * z;
    bank_.index_copy_(0, idx, torch::nn::functional::normalize(mixed));
    seen_.index_add_(0, idx, torch::ones({idx.size(0)}));
  }

  double spread() const { return (bank_ - bank_.mean(0, true)).square().mean().item<double>(); }
  double coverage() const { return seen_.gt(0).to(torch::kFloat).mean().item<double>(); }

 private:
  torch::Tensor bank_;
  torch::Tensor seen_;
};

struct EmbedNetImpl : torch::nn::Module {
  explicit EmbedNetImpl(int64_t dim)
      : c1(torch::nn::Conv2dOptions(3, 16, 3).stride(2)),
        c2(torch::nn::Conv2dOptions(16, 32, 3).stride(2)),
        fc(32, dim) {
    register_module("c1", c1);
    register_module("c2", c2);
    register_module("fc", fc);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(c1(x));
    x = torch::relu(c2(x)).mean({2, 3});
    return torch::nn::functional::normalize(fc(x));
  }
  torch::nn::Conv2d c1, c2;
  torch::nn::Linear fc;
};
TORCH_MODULE(EmbedNet);

struct StepResult {
  double loss;
  torch::Tensor features;
};

static StepResult train_step(EmbedNet& net, torch::optim::Optimizer& opt, const MemoryBank& bank,
                             const torch::Tensor& view, const torch::Tensor& idx, double tau) {
  auto z = net->forward(view);
  auto loss = torch::nn::functional::cross_entropy(bank.logits(z, tau), idx);
  opt.zero_grad();
  loss.backward();
  opt.step();
  return {loss.item<double>(), z.detach()};
}

int main(int argc, char** argv) {
  const Config cfg = load_config(argc, argv);
  auto images = torch::rand({cfg.instances, 3, 32, 32});

  EmbedNet net(cfg.dim);
  MemoryBank bank(cfg.instances, cfg.dim);
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(cfg.lr).momentum(0.9));

  for (long it = 0;; ++it) {
    auto idx = torch::randperm(cfg.instances, torch::kLong).slice(0, 0, cfg.batch);
    auto view = images.index_select(0, idx);
    view = view + 0.05 * torch::randn_like(view);

    auto [loss, z] = train_step(net, opt, bank, view, idx, cfg.temperature);
    bank.update(idx, z, 0.5);

    if (it % cfg.log_every == 0)
      std::cout << it << " loss " << loss << " spread " << bank.spread() << " cov " << bank.coverage() << '\n';
  }
}
