// grows a target pattern with a cellular automaton, sample-pool training
#include <torch/torch.h>
#include <iostream>
#include <random>
#include <vector>

namespace F = torch::nn::functional;
using torch::Tensor;

struct GrowerImpl : torch::nn::Module {
  torch::nn::Conv2d sense{nullptr}, mid{nullptr}, out{nullptr};
  explicit GrowerImpl(int64_t c) {
    sense = register_module("sense", torch::nn::Conv2d(torch::nn::Conv2dOptions(c, 3 * c, 3).padding(1).groups(c)));
    mid = register_module("mid", torch::nn::Conv2d(torch::nn::Conv2dOptions(3 * c, 64, 1)));
    out = register_module("out", torch::nn::Conv2d(torch::nn::Conv2dOptions(64, c, 1)));
    torch::nn::init::zeros_(out->weight);
    torch::nn::init::zeros_(out->bias);
  }
  static Tensor alive(const Tensor& x) {
    return (F::max_pool2d(x.narrow(1, 3, 1), F::MaxPool2dFuncOptions(3).stride(1).padding(1)) > 0.1).to(torch::kFloat);
  }
  Tensor forward(Tensor x) {
    auto before = alive(x);
    auto d = out(torch::relu(mid(sense(x))));
    x = x + d * (torch::rand({x.size(0), 1, x.size(2), x.size(3)}) < 0.5).to(torch::kFloat);
    return x * before * alive(x);
  }
};
TORCH_MODULE(Grower);

const int64_t C = 12, SIDE = 32;
std::vector<Tensor> pool;
std::mt19937 rng(1234);

Tensor seed() {
  auto s = torch::zeros({C, SIDE, SIDE});
  s.narrow(0, 3, C - 3).select(1, SIDE / 2).select(1, SIDE / 2).fill_(1.f);
  return s;
}

Tensor disc() {
  auto r = torch::arange(SIDE).to(torch::kFloat) - SIDE / 2.0;
  auto inside = ((r.unsqueeze(0).pow(2) + r.unsqueeze(1).pow(2)) < 90).to(torch::kFloat);
  return torch::stack({inside, 0.3 * inside, 0.6 * inside, inside});
}

std::vector<size_t> draw(size_t n) {
  std::vector<size_t> ids;
  for (size_t i = 0; i < n; ++i) ids.push_back(rng() % pool.size());
  return ids;
}

Tensor gather(const std::vector<size_t>& ids) {
  std::vector<Tensor> xs;
  for (size_t k = 0; k < ids.size(); ++k) xs.push_back(k == 0 ? seed() : pool[ids[k]]);
  return torch::stack(xs);
}

void give_back(const std::vector<size_t>& ids, const Tensor& grown) {
  auto settled = grown.detach();
  for (size_t k = 0; k < ids.size(); ++k) pool[ids[k]] = settled[static_cast<int64_t>(k)].clone();
}

int main(int argc, char** argv) {
  int iters = argc > 1 ? std::stoi(argv[1]) : 8000;
  torch::manual_seed(8);
  for (int i = 0; i < 256; ++i) pool.push_back(seed());
  auto goal = disc();
  Grower net(C);
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(2e-3));
  double avg = 0;

  for (int it = 0; it < iters; ++it) {
    auto ids = draw(8);
    auto x = gather(ids);
    std::vector<Tensor> trail;
    int n = 24 + static_cast<int>(rng() % 24);
    for (int t = 0; t < n; ++t) {
      x = net->forward(x);
      if (t >= n - 4) trail.push_back(x.narrow(1, 0, 4));
    }
    auto loss = torch::zeros({});
    for (auto& f : trail) loss = loss + F::mse_loss(f, goal.unsqueeze(0).expand_as(f));
    loss = loss / static_cast<double>(trail.size());
    opt.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net->parameters(), 1.0);
    opt.step();
    give_back(ids, x);
    avg = 0.99 * avg + 0.01 * loss.item<double>();
    if (it % 100 == 0) std::cout << it << " " << avg << "\n";
  }
  torch::save(net, "grower.pt");
  return 0;
}
