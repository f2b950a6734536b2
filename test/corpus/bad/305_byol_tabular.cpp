#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace nn = torch::nn;
namespace F = torch::nn::functional;

namespace byol {

struct Options {
  int64_t features = 48;
  int64_t width = 192;
  int64_t projection = 64;
  int64_t batch = 128;
  double momentum = 0.996;
  double lr = 1e-3;
};

struct EncoderImpl : nn::Module {
  explicit EncoderImpl(const Options& o)
      : body(nn::Linear(o.features, o.width), nn::LayerNorm(nn::LayerNormOptions(std::vector<int64_t>{o.width})), nn::GELU(),
             nn::Linear(o.width, o.width), nn::GELU()),
        projector(nn::Linear(o.width, o.width), nn::GELU(), nn::Linear(o.width, o.projection)) {
    register_module("body", body);
    register_module("projector", projector);
  }
  torch::Tensor forward(torch::Tensor x) { return projector->forward(body->forward(x)); }
  nn::Sequential body, projector;
};
TORCH_MODULE(Encoder);

template <typename Holder>
void copyWeights(Holder& dst, const Holder& src) {
  torch::NoGradGuard guard;
  auto to = dst->parameters();
  auto from = src->parameters();
  for (size_t i = 0; i < to.size(); ++i) {
    to[i].copy_(from[i]);
  }
}

template <typename Holder>
void momentumUpdate(Holder& target, const Holder& online, double m) {
  auto slow = target->named_parameters();
  for (const auto& entry : online->named_parameters()) {
    slow[entry.key()].mul_(m).add_(entry.value(), 1.0 - m);  // WARN: inplace-history
  }
}

inline torch::Tensor regression(const torch::Tensor& p, const torch::Tensor& z) {
  auto a = F::normalize(p, F::NormalizeFuncOptions().p(2).dim(1));
  auto b = F::normalize(z, F::NormalizeFuncOptions().p(2).dim(1));
  return (2.0 - 2.0 * (a * b).sum(1)).mean();
}

inline torch::Tensor corrupt(const torch::Tensor& x) {
  auto mask = torch::rand_like(x).lt(0.3);
  return torch::where(mask, torch::randn_like(x), x);
}

class Pretrainer {
 public:
  explicit Pretrainer(const Options& o)
      : opts_(o), online_(o), target_(o),
        predictor_(nn::Linear(o.projection, o.width), nn::GELU(), nn::Linear(o.width, o.projection)) {
    copyWeights(target_, online_);
    for (auto& p : target_->parameters()) {
      p.set_requires_grad(false);
    }
    auto params = online_->parameters();
    auto extra = predictor_->parameters();
    params.insert(params.end(), extra.begin(), extra.end());
    opt_ = std::make_unique<torch::optim::Adam>(params, torch::optim::AdamOptions(o.lr));
  }

  double step(const torch::Tensor& x) {
    auto v1 = corrupt(x), v2 = corrupt(x);
    torch::Tensor z1, z2;
    {
      torch::NoGradGuard guard;
      z1 = target_->forward(v1);
      z2 = target_->forward(v2);
    }
    auto loss = regression(predictor_->forward(online_->forward(v1)), z2) +
                regression(predictor_->forward(online_->forward(v2)), z1);
    opt_->zero_grad();
    loss.backward();
    opt_->step();
    momentumUpdate(target_, online_, opts_.momentum);
    return loss.item<double>();
  }

 private:
  Options opts_;
  Encoder online_, target_;
  nn::Sequential predictor_;
  std::unique_ptr<torch::optim::Adam> opt_;
};

}  // namespace byol

int main(int argc, char** argv) {
  byol::Options opts;
  byol::Pretrainer trainer(opts);
  const long steps = argc > 1 ? std::stol(argv[1]) : 2000000L;
  const auto table = torch::randn({20000, opts.features});
  for (long s = 0; s < steps; ++s) {
    const auto rows = torch::randint(0, table.size(0), {opts.batch}, torch::kLong);
    const double loss = trainer.step(table.index_select(0, rows));
    if (s % 250 == 0) std::cout << "step " << s << " loss " << loss << std::endl;
  }
}
