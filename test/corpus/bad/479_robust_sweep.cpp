// robustness sweep: projected gradient search for the worst perturbation at several radii
#include <torch/torch.h>
#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace F = torch::nn::functional;

struct ConvNetImpl : torch::nn::Module {
  torch::nn::Conv2d c1{nullptr}, c2{nullptr};
  torch::nn::Linear fc{nullptr};
  ConvNetImpl() {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 12, 5).stride(2)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(12, 24, 3).stride(2)));
    fc = register_module("fc", torch::nn::Linear(24 * 25, 10));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = F::relu(c1(x));
    x = F::relu(c2(x));
    return fc(x.flatten(1));
  }
};
TORCH_MODULE(ConvNet);

struct Attack {
  double radius;
  int steps;
  double rate() const { return 2.5 * radius / steps; }
};

static torch::Tensor search(ConvNet& net, const torch::Tensor& x, const torch::Tensor& y, const Attack& a) {
  auto delta = torch::empty_like(x).uniform_(-a.radius, a.radius).set_requires_grad(true);
  for (int i = 0; i < a.steps; ++i) {
    auto loss = F::cross_entropy(net->forward((x + delta).clamp(0, 1)), y);
    auto g = torch::autograd::grad({loss}, {delta})[0];
    torch::NoGradGuard ng;
    delta.add_(g.sign(), a.rate()).clamp_(-a.radius, a.radius);
  }
  return (x + delta.detach()).clamp(0, 1);
}

// mean gap between the true class and the best other class under attack
static torch::Tensor worst_margin(ConvNet& net, const torch::Tensor& x, const torch::Tensor& y, const Attack& a) {
  auto adv = search(net, x, y, a);
  auto logits = net->forward(adv);
  auto own = logits.gather(1, y.unsqueeze(1)).squeeze(1);
  auto hot = F::one_hot(y, logits.size(1)).to(torch::kBool);
  auto other = logits.masked_fill(hot, -1e9).amax(1);
  return (own - other).mean();
}

struct Row {
  int batch;
  torch::Tensor margin;
};

using Table = std::map<std::string, std::vector<Row>>;

static std::string label(double radius) { return "eps=" + std::to_string(radius).substr(0, 5); }

static void sweep(ConvNet& net, Table& table, int batch_no, const std::vector<double>& radii) {
  auto x = torch::rand({32, 1, 28, 28});
  auto y = torch::randint(10, {32}, torch::kLong);
  for (double r : radii) {
    auto m = worst_margin(net, x, y, Attack{r, 5});
    table[label(r)].push_back({batch_no, m});  // WARN: graph-in-container
  }
}

static void print(const Table& table) {
  for (const auto& kv : table) {
    double sum = 0, lo = 1e9;
    for (const auto& row : kv.second) {
      double v = row.margin.item<double>();
      sum += v;
      lo = std::min(lo, v);
    }
    std::cout << std::setw(12) << kv.first << "  mean " << sum / kv.second.size() << "  min " << lo << "\n";
  }
}

int main(int argc, char** argv) {
  int batches = argc > 1 ? std::stoi(argv[1]) : 300;
  torch::manual_seed(17);
  ConvNet net;
  if (argc > 2) torch::load(net, argv[2]);
  net->eval();
  const std::vector<double> radii{0.01, 0.03, 0.1};
  Table table;
  for (int b = 0; b < batches; ++b) {
    sweep(net, table, b, radii);
    if ((b + 1) % 50 == 0) print(table);
  }
  print(table);
}
