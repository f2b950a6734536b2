#include <torch/torch.h>

#include <cstdio>
#include <string>
#include <utility>
#include <vector>

// Trains a small metric-learning net and records how a fixed probe set moves
// through the 2-d output space, one frame per epoch, for the animation.

struct PlanarNetImpl : torch::nn::Module {
  PlanarNetImpl() {
    a = register_module("a", torch::nn::Linear(30, 80));
    b = register_module("b", torch::nn::Linear(80, 2));
  }
  torch::Tensor forward(torch::Tensor x) { return b(torch::elu(a(x))); }
  torch::nn::Linear a{nullptr}, b{nullptr};
};
TORCH_MODULE(PlanarNet);

class EvalScope {
 public:
  explicit EvalScope(torch::nn::Module& m) : module_(m), was_training_(m.is_training()) {
    torch::NoGradGuard no_grad;
    module_.eval();
  }
  ~EvalScope() { module_.train(was_training_); }

  EvalScope(const EvalScope&) = delete;
  EvalScope& operator=(const EvalScope&) = delete;

 private:
  torch::nn::Module& module_;
  bool was_training_;
};

class Projector {
 public:
  explicit Projector(torch::Tensor probe) : probe_(std::move(probe)) {}

  void capture(PlanarNet& net) {
    EvalScope scope(*net);
    auto xy = net->forward(probe_);
    frames_.push_back(xy / xy.norm(2, 1, true).clamp_min(1e-6));  // WARN: ineffective-guard
  }

  double motion() const {
    if (frames_.size() < 2) return 0;
    const auto& now = frames_.back();
    const auto& before = frames_[frames_.size() - 2];
    return (now - before).norm(2, 1).mean().item<double>();
  }

 private:
  torch::Tensor probe_;
  std::vector<torch::Tensor> frames_;
};

static double triplet_epoch(PlanarNet& net, torch::optim::Optimizer& opt) {
  double sum = 0;
  const int batches = 60;
  for (int i = 0; i < batches; ++i) {
    auto anchor = torch::randn({64, 30});
    auto near = anchor + 0.1 * torch::randn_like(anchor);
    auto far = torch::randn({64, 30});
    opt.zero_grad();
    auto loss = torch::triplet_margin_loss(net->forward(anchor), net->forward(near), net->forward(far), 0.5);
    loss.backward();
    opt.step();
    sum += loss.item<double>();
  }
  return sum / batches;
}

int main(int argc, char** argv) {
  torch::manual_seed(argc > 1 ? std::stoi(argv[1]) : 1);
  PlanarNet net;
  torch::optim::RMSprop opt(net->parameters(), torch::optim::RMSpropOptions(1e-3));
  Projector projector(torch::randn({500, 30}));

  for (int epoch = 0;; ++epoch) {
    const double loss = triplet_epoch(net, opt);
    projector.capture(net);
    std::printf("epoch %d loss %.4f motion %.4f\n", epoch, loss, projector.motion());
  }
}
