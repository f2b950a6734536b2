// CAVIA-like meta learning: the network is shared, a small context vector is fitted per task.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <functional>
#include <string>

struct CaviaNetImpl : torch::nn::Module {
  CaviaNetImpl(int64_t ctx, int64_t hidden)
      : l1(register_module("l1", torch::nn::Linear(1 + ctx, hidden))),
        l2(register_module("l2", torch::nn::Linear(hidden, hidden))),
        l3(register_module("l3", torch::nn::Linear(hidden, 1))) {}

  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& ctx) {
    auto in = torch::cat({x, ctx.expand({x.size(0), ctx.size(0)})}, 1);
    return l3(torch::tanh(l2(torch::tanh(l1(in)))));
  }

  torch::nn::Linear l1, l2, l3;
};
TORCH_MODULE(CaviaNet);

struct Episode {
  torch::Tensor sx, sy, qx, qy;
};

using EpisodeSampler = std::function<Episode()>;

class MetaTrainer {
 public:
  struct Options {
    int64_t context = 5;
    double inner_lr = 1.0;
    double outer_lr = 1e-3;
    int report_every = 500;
  };

  MetaTrainer(CaviaNet net, Options o)
      : net_(std::move(net)), opt_(net_->parameters(), torch::optim::AdamOptions(o.outer_lr)), o_(o) {}

  void run(const EpisodeSampler& sampler, int64_t iterations) {
    double smooth = 0;
    for (int64_t i = 1; i <= iterations; ++i) {
      const double l = iteration(sampler());
      smooth = smooth == 0 ? l : 0.99 * smooth + 0.01 * l;
      if (i % o_.report_every == 0) {
        std::printf("%ld query mse %.4f\n", static_cast<long>(i), smooth);
        torch::save(net_, "cavia.pt");
      }
    }
  }

 private:
  torch::Tensor adapt(const Episode& e) {
    auto ctx = torch::zeros({o_.context}, torch::requires_grad());
    auto loss = torch::mse_loss(net_(e.sx, ctx), e.sy);
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
    return ctx - o_.inner_lr * ctx.grad();
  }

  double iteration(const Episode& e) {
    auto adapted = adapt(e);
    opt_.zero_grad();
    auto query = torch::mse_loss(net_(e.qx, adapted), e.qy);
    query.backward();
    opt_.step();
    return query.item<double>();
  }

  CaviaNet net_;
  torch::optim::Adam opt_;
  Options o_;
};

static Episode sine_episode() {
  const double amp = 0.1 + 4.9 * torch::rand({1}).item<double>();
  const double phase = M_PI * torch::rand({1}).item<double>();
  auto f = [&](const torch::Tensor& x) { return amp * torch::sin(x + phase); };
  Episode e;
  e.sx = torch::rand({10, 1}) * 10 - 5;
  e.qx = torch::rand({10, 1}) * 10 - 5;
  e.sy = f(e.sx);
  e.qy = f(e.qx);
  return e;
}

int main(int argc, char** argv) {
  CaviaNet net(5, 40);
  if (argc > 1) torch::load(net, argv[1]);
  MetaTrainer trainer(net, {});
  trainer.run(sine_episode, 200000);
}
