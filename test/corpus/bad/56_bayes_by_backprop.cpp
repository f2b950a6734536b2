#include <torch/torch.h>
#include <string>
#include <unordered_map>
#include <vector>

struct BayesLinearImpl : torch::nn::Module {
  BayesLinearImpl(int64_t in, int64_t out) {
    mu = register_parameter("mu", torch::randn({out, in}) * 0.1);
    rho = register_parameter("rho", torch::full({out, in}, -3.0));
  }
  torch::Tensor sigma() const {
    return torch::log1p(rho.exp());
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return torch::linear(x, mu + sigma() * torch::randn_like(mu));
  }
  torch::Tensor kl() const {
    auto s = sigma();
    return (s.pow(2) + mu.pow(2) - 2 * s.log() - 1).sum() / 2;
  }
  torch::Tensor mu, rho;
};
TORCH_MODULE(BayesLinear);

#define LOG_SCALAR(map, key, value) (map)[key].push_back(value)

int main() {
  BayesLinear l1(10, 32), l2(32, 1);
  std::vector<torch::Tensor> params = l1->parameters();
  for (auto& p : l2->parameters())
    params.push_back(p);
  torch::optim::Adam opt(params, 1e-3);
  std::unordered_map<std::string, std::vector<torch::Tensor>> scalars;
  for (int i = 0; i < 30000; ++i) {
    auto x = torch::randn({64, 10});
    auto y = x.sum(1, true);
    auto nll = torch::mse_loss(l2->forward(torch::relu(l1->forward(x))), y);
    auto kl = l1->kl() + l2->kl();
    auto loss = nll + 1e-4 * kl;
    opt.zero_grad();
    loss.backward();
    opt.step();
    LOG_SCALAR(scalars, "kl", kl);  // WARN: graph-in-container
    scalars["nll"].push_back(nll.detach());
  }
}
