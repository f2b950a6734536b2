// Noise-prediction training with a per-timestep view of the loss.
#include <torch/torch.h>

#include <array>
#include <cstdio>
#include <string>
#include <vector>

namespace tracking {

constexpr int kBuckets = 10;

class TimestepTracker {
 public:
  explicit TimestepTracker(int64_t T) : T_(T) {}

  void record(const torch::Tensor& t, const torch::Tensor& per_sample) {
    auto host = [](const torch::Tensor& v) { return v.detach().to(torch::kCPU, torch::kDouble); };
    steps_.push_back(host(t));
    losses_.push_back(host(per_sample));
  }

  std::array<double, kBuckets> flush() {
    std::array<double, kBuckets> out{};
    if (losses_.empty()) return out;
    auto t = torch::cat(steps_);
    auto l = torch::cat(losses_);
    auto bucket = (t * kBuckets / static_cast<double>(T_)).floor().to(torch::kLong);
    for (int b = 0; b < kBuckets; ++b) {
      auto sel = l.masked_select(bucket == b);
      out[b] = sel.numel() ? sel.mean().item<double>() : 0.0;
    }
    steps_.clear();
    losses_.clear();
    return out;
  }

 private:
  int64_t T_;
  std::vector<torch::Tensor> steps_, losses_;
};

}  // namespace tracking

struct NoiseNetImpl : torch::nn::Module {
  NoiseNetImpl(int64_t dim, int64_t T)
      : temb(register_module("temb", torch::nn::Embedding(T, 64))),
        a(register_module("a", torch::nn::Linear(dim + 64, 256))),
        b(register_module("b", torch::nn::Linear(256, dim))) {}
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& t) {
    return b(torch::silu(a(torch::cat({x, temb(t)}, 1))));
  }
  torch::nn::Embedding temb;
  torch::nn::Linear a, b;
};
TORCH_MODULE(NoiseNet);

class Diffusion {
 public:
  Diffusion(int64_t dim, int64_t T)
      : T_(T), abar_(torch::cumprod(1 - torch::linspace(1e-4, 0.02, T), 0)), net_(dim, T), tracker_(T),
        opt_(net_->parameters(), torch::optim::AdamWOptions(1e-3)) {}

  void train_batch(const torch::Tensor& x0) {
    auto t = torch::randint(T_, {x0.size(0)}, torch::kLong);
    auto ab = abar_.index({t}).unsqueeze(1);
    auto noise = torch::randn_like(x0);
    auto xt = ab.sqrt() * x0 + (1 - ab).sqrt() * noise;

    auto per_sample = (net_(xt, t) - noise).pow(2).mean(1);
    tracker_.record(t, per_sample);

    opt_.zero_grad();
    per_sample.mean().backward();
    opt_.step();
  }

  void end_epoch(int epoch) {
    auto rows = tracker_.flush();
    std::string line;
    for (double v : rows) line += " " + std::to_string(v);
    std::printf("epoch %d:%s\n", epoch, line.c_str());
    if (epoch % 10 == 0) torch::save(net_, "diffusion.pt");
  }

 private:
  int64_t T_;
  torch::Tensor abar_;
  NoiseNet net_;
  tracking::TimestepTracker tracker_;
  torch::optim::AdamW opt_;
};

int main() {
  Diffusion d(2, 1000);
  for (int epoch = 0; epoch < 5000; ++epoch) {
    for (int i = 0; i < 200; ++i) {
      auto th = torch::rand({128, 1}) * 9.42;
      d.train_batch(torch::cat({th * th.cos(), th * th.sin()}, 1) / 5);
    }
    d.end_epoch(epoch);
  }
}
