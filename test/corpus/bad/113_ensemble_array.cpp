#include <torch/torch.h>
#include <array>
#include <iostream>
#include <vector>

constexpr std::size_t kMembers = 3;

struct Member {
  torch::nn::Sequential net{nullptr};
  std::unique_ptr<torch::optim::Adam> opt;
};

Member build_member(std::size_t k) {
  torch::manual_seed(100 + k);
  Member m;
  m.net = torch::nn::Sequential(torch::nn::Linear(10, 64), torch::nn::SiLU(), torch::nn::Linear(64, 2));
  m.opt = std::make_unique<torch::optim::Adam>(m.net->parameters(), torch::optim::AdamOptions(1e-3));
  return m;
}

torch::Tensor gaussian_nll(const torch::Tensor& out, const torch::Tensor& y) {
  auto mu = out.select(1, 0);
  auto log_var = out.select(1, 1);
  return (0.5 * (log_var + (y - mu).pow(2) / log_var.exp())).mean();
}

int main() {
  std::array<Member, kMembers> members;
  for (std::size_t k = 0; k < kMembers; ++k) members[k] = build_member(k);

  std::array<std::vector<torch::Tensor>, kMembers> nll;
  for (int step = 0; step < 300000; ++step) {
    auto x = torch::rand({64, 10});
    auto y = torch::sin(x.sum(1));
    for (std::size_t k = 0; k < kMembers; ++k) {
      auto& m = members[k];
      m.opt->zero_grad();
      auto loss = gaussian_nll(m.net->forward(x), y);
      loss.backward();
      m.opt->step();
      nll[k].push_back(std::move(loss));  // WARN: graph-in-container
    }
    if (step % 10000 == 0)
      for (auto& h : nll) std::cout << h.back().item<float>() << ' ';
  }
}
