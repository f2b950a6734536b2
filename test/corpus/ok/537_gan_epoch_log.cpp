#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>
#include <vector>

// LSGAN on 1-D mixtures. Scalars are fetched from the device once per epoch.

class EpochLog {
 public:
  void put(const std::string& key, torch::Tensor value) { pending_[key].push_back(std::move(value)); }

  std::map<std::string, double> flush() {
    std::map<std::string, double> out;
    for (auto& [key, values] : pending_) {
      if (values.empty()) continue;
      out[key] = torch::stack(values).mean().item<double>();
      values.clear();
    }
    return out;
  }

 private:
  std::map<std::string, std::vector<torch::Tensor>> pending_;
};

struct Gan {
  torch::nn::Sequential G, D;
  torch::optim::RMSprop opt_g, opt_d;
  int64_t z = 8, batch = 512;

  Gan()
      : G(torch::nn::Linear(8, 64), torch::nn::ReLU(), torch::nn::Linear(64, 64), torch::nn::ReLU(),
          torch::nn::Linear(64, 1)),
        D(torch::nn::Linear(1, 64), torch::nn::ReLU(), torch::nn::Linear(64, 64), torch::nn::ReLU(),
          torch::nn::Linear(64, 1)),
        opt_g(G->parameters(), torch::optim::RMSpropOptions(5e-5)),
        opt_d(D->parameters(), torch::optim::RMSpropOptions(5e-5)) {}

  torch::Tensor train_d(const torch::Tensor& real) {
    auto fake = G->forward(torch::randn({batch, z})).detach();
    auto loss = (D->forward(real) - 1).pow(2).mean() + D->forward(fake).pow(2).mean();
    opt_d.zero_grad();
    loss.backward();
    opt_d.step();
    return loss;
  }

  torch::Tensor train_g() {
    auto loss = (D->forward(G->forward(torch::randn({batch, z}))) - 1).pow(2).mean();
    opt_g.zero_grad();
    loss.backward();
    opt_g.step();
    return loss;
  }
};

torch::Tensor mixture(int64_t n) {
  auto comp = torch::randint(3, {n, 1}, torch::kLong).to(torch::kFloat);
  return (comp - 1) * 3 + 0.3 * torch::randn({n, 1});
}

int main() {
  torch::manual_seed(7);
  Gan gan;
  EpochLog log;
  for (int epoch = 0; epoch < 20000; ++epoch) {
    for (int it = 0; it < 50; ++it) {
      log.put("d", gan.train_d(mixture(gan.batch)));
      if (it % 2 == 0) log.put("g", gan.train_g());
    }
    std::cout << "epoch " << epoch;
    for (const auto& [k, v] : log.flush()) std::cout << "  " << k << "=" << v;
    std::cout << "\n";
  }
}
