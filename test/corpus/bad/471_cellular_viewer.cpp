// neural cellular automaton, terminal viewer
// usage: viewer [weights.pt] [ticks] [damage_every]
#include <torch/torch.h>
#include <cstdlib>
#include <iostream>
#include <string>

namespace F = torch::nn::functional;

struct RuleImpl : torch::nn::Module {
  int64_t ch_;
  torch::Tensor kernel;
  torch::nn::Conv2d w1{nullptr}, w2{nullptr};

  RuleImpl(int64_t ch, int64_t hidden) : ch_(ch) {
    auto ident = torch::tensor({0.f, 0.f, 0.f, 0.f, 1.f, 0.f, 0.f, 0.f, 0.f}).view({1, 1, 3, 3});
    auto sx = torch::tensor({-1.f, 0.f, 1.f, -2.f, 0.f, 2.f, -1.f, 0.f, 1.f}).view({1, 1, 3, 3}) / 8;
    auto bank = torch::cat({ident, sx, sx.transpose(2, 3)}, 0);
    kernel = register_buffer("kernel", bank.repeat({ch, 1, 1, 1}));
    w1 = register_module("w1", torch::nn::Conv2d(torch::nn::Conv2dOptions(3 * ch, hidden, 1)));
    w2 = register_module("w2", torch::nn::Conv2d(torch::nn::Conv2dOptions(hidden, ch, 1).bias(false)));
  }

  torch::Tensor perceive(const torch::Tensor& x) {
    return F::conv2d(x, kernel, F::Conv2dFuncOptions().padding(1).groups(ch_));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto dx = w2->forward(torch::relu(w1->forward(perceive(x))));
    auto fire = (torch::rand({x.size(0), 1, x.size(2), x.size(3)}) < 0.5).to(x.dtype());
    return x + dx * fire;
  }
};
TORCH_MODULE(Rule);

struct World {
  torch::Tensor cells;
  int64_t tick = 0;
};

static World seed_world(int64_t ch, int64_t side) {
  World w;
  w.cells = torch::zeros({1, ch, side, side});
  w.cells.narrow(2, side / 2, 1).narrow(3, side / 2, 1).fill_(1.0);
  return w;
}

static void advance(World& w, Rule& rule) {
  auto next = rule->forward(w.cells);
  w.cells = next.clamp(-4.0, 4.0);  // WARN: recurrent-state
  ++w.tick;
}

static void damage(World& w, int64_t size) {
  torch::NoGradGuard ng;
  const auto side = w.cells.size(2);
  const int64_t r = std::rand() % (side - size);
  const int64_t c = std::rand() % (side - size);
  w.cells.narrow(2, r, size).narrow(3, c, size).zero_();
}

static void draw(const World& w) {
  auto alpha = w.cells[0][3].gt(0.1);
  auto acc = alpha.accessor<bool, 2>();
  std::string line;
  for (int64_t y = 0; y < acc.size(0); y += 2) {
    line.clear();
    for (int64_t x = 0; x < acc.size(1); ++x) line += acc[y][x] ? '#' : ' ';
    std::cout << line << '\n';
  }
  std::cout << "tick " << w.tick << " alive " << alpha.sum().item<int64_t>() << "\n";
}

int main(int argc, char** argv) {
  torch::manual_seed(11);
  Rule rule(16, 96);
  if (argc > 1 && std::string(argv[1]) != "-") torch::load(rule, argv[1]);
  const long ticks = argc > 2 ? std::atol(argv[2]) : 20000;
  const long hit = argc > 3 ? std::atol(argv[3]) : 400;
  rule->eval();

  auto world = seed_world(16, 48);
  for (long t = 0; t < ticks; ++t) {
    advance(world, rule);
    if (hit > 0 && t % hit == hit - 1) damage(world, 8);
    if (t % 100 == 0) draw(world);
  }
  return 0;
}
