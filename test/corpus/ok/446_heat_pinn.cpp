// Physics-informed network for the 1-D heat equation, u_t = alpha u_xx, with unknown alpha.
#include <torch/torch.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <tuple>
#include <vector>

using torch::Tensor;

struct FieldImpl : torch::nn::Module {
  FieldImpl() {
    in = register_module("in", torch::nn::Linear(2, 40));
    mid = register_module("mid", torch::nn::Linear(40, 40));
    out = register_module("out", torch::nn::Linear(40, 1));
    log_alpha = register_parameter("log_alpha", torch::full({}, -1.0));
  }
  Tensor forward(const Tensor& x, const Tensor& t) {
    auto h = torch::tanh(in->forward(torch::stack({x, t}, -1)));
    h = torch::tanh(mid->forward(h));
    return out->forward(h).squeeze(-1);
  }
  torch::nn::Linear in{nullptr}, mid{nullptr}, out{nullptr};
  Tensor log_alpha;
};
TORCH_MODULE(Field);

static Tensor derivative(const Tensor& y, const Tensor& x) {
  return torch::autograd::grad({y.sum()}, {x}, {}, /*retain_graph=*/true, /*create_graph=*/true)[0];
}

class HeatProblem {
 public:
  explicit HeatProblem(Field net) : net_(net) {}

  Tensor interior(int64_t n) {
    auto x = torch::rand({n}, torch::requires_grad());
    auto t = torch::rand({n}, torch::requires_grad());
    auto u = net_->forward(x, t);
    auto u_xx = derivative(derivative(u, x), x);
    return (derivative(u, t) - torch::exp(net_->log_alpha) * u_xx).pow(2).mean();
  }

  Tensor boundary(int64_t n) {
    auto t = torch::rand({n});
    auto left = net_->forward(torch::zeros({n}), t);
    auto right = net_->forward(torch::ones({n}), t);
    auto x = torch::rand({n});
    auto start = net_->forward(x, torch::zeros({n})) - torch::sin(M_PI * x);
    return left.pow(2).mean() + right.pow(2).mean() + start.pow(2).mean();
  }

  Tensor measurements(int64_t n) {
    auto x = torch::rand({n}), t = torch::rand({n});
    auto truth = torch::exp(-0.1 * M_PI * M_PI * t) * torch::sin(M_PI * x);
    return torch::mse_loss(net_->forward(x, t), truth);
  }

 private:
  Field net_;
};

struct Row {
  long step;
  double pde, bc, data, alpha;
};

int main(int argc, char** argv) {
  const long steps = argc > 1 ? std::atol(argv[1]) : 400000;
  Field net;
  HeatProblem problem(net);
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(1e-3));
  std::vector<Tensor> parts(3);
  std::vector<Row> rows;
  Tensor total;
  for (long k = 0; k < steps; ++k) {
    opt.zero_grad();
    parts[0] = problem.interior(512);
    parts[1] = problem.boundary(128);
    parts[2] = problem.measurements(64);
    total = parts[0] + 10.0 * parts[1];
    total = total + 5.0 * parts[2];
    total.backward();
    opt.step();
    if (k % 1000 == 0) {
      rows.push_back({k, parts[0].item<double>(), parts[1].item<double>(), parts[2].item<double>(),
                      net->log_alpha.exp().item<double>()});
      const auto& r = rows.back();
      std::cout << r.step << " pde " << r.pde << " bc " << r.bc << " data " << r.data << " alpha " << r.alpha << '\n';
    }
  }
  std::ofstream csv("heat.csv");
  for (const auto& r : rows) csv << r.step << ',' << r.pde << ',' << r.bc << ',' << r.data << ',' << r.alpha << '\n';
  torch::save(net, "heat.pt");
  return 0;
}
