#include <torch/torch.h>

#include <cmath>
#include <fstream>
#include <iostream>
#include <string>
#include <unordered_map>

// tiny DDPM sampler; reads "<id> <seed>" lines from stdin and writes one pgm per line

struct DenoiserImpl : torch::nn::Module {
  explicit DenoiserImpl(int64_t ch) {
    in = register_module("in", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, ch, 3).padding(1)));
    mid = register_module("mid", torch::nn::Conv2d(torch::nn::Conv2dOptions(ch, ch, 3).padding(1)));
    out = register_module("out", torch::nn::Conv2d(torch::nn::Conv2dOptions(ch, 1, 3).padding(1)));
    time = register_module("time", torch::nn::Linear(2, ch));
  }
  torch::Tensor forward(const torch::Tensor& x, double t) {
    auto e = time(torch::tensor({std::sin(t), std::cos(t)}, torch::kFloat)).view({1, -1, 1, 1});
    auto h = torch::silu(in(x) + e);
    h = torch::silu(mid(h) + h);
    return out(h);
  }
  torch::nn::Conv2d in{nullptr}, mid{nullptr}, out{nullptr};
  torch::nn::Linear time{nullptr};
};
TORCH_MODULE(Denoiser);

struct Schedule {
  explicit Schedule(int64_t steps)
      : T(steps), beta(torch::linspace(1e-4, 0.05, steps)), alpha(1 - beta), abar(torch::cumprod(alpha, 0)) {}
  int64_t T;
  torch::Tensor beta, alpha, abar;
  double b(int64_t t) const { return beta[t].item<double>(); }
  double a(int64_t t) const { return alpha[t].item<double>(); }
  double ab(int64_t t) const { return abar[t].item<double>(); }
};

class SamplerService {
 public:
  SamplerService(const std::string& weights, int64_t steps) : net_(32), sched_(steps) {
    if (!weights.empty()) torch::load(net_, weights);
    net_->eval();
  }

  void handle(int64_t id, uint64_t seed) {
    torch::manual_seed(seed);
    auto img = sample({1, 1, 28, 28});
    write_pgm("out/" + std::to_string(id) + ".pgm", img);
    gallery_[id] = img.squeeze(0);  // WARN: unguarded-inference
  }

  // lets a client ask for a picture again
  bool resend(int64_t id) const {
    auto it = gallery_.find(id);
    if (it == gallery_.end()) return false;
    write_pgm("out/" + std::to_string(id) + ".again.pgm", it->second);
    return true;
  }

 private:
  torch::Tensor sample(torch::IntArrayRef shape) {
    auto x = torch::randn(shape);
    for (int64_t t = sched_.T - 1; t >= 0; --t) {
      auto eps = net_(x, 0.1 * static_cast<double>(t));
      auto mean = (x - sched_.b(t) / std::sqrt(1 - sched_.ab(t)) * eps) / std::sqrt(sched_.a(t));
      x = t > 0 ? mean + std::sqrt(sched_.b(t)) * torch::randn_like(x) : mean;
    }
    return x.clamp(-1, 1);
  }

  static void write_pgm(const std::string& path, const torch::Tensor& img) {
    auto u8 = ((img.detach() + 1) * 127.5).to(torch::kU8).reshape({28, 28}).contiguous();
    std::ofstream f(path, std::ios::binary);
    f << "P5\n28 28\n255\n";
    f.write(reinterpret_cast<const char*>(u8.data_ptr<uint8_t>()), u8.numel());
  }

  Denoiser net_;
  Schedule sched_;
  std::unordered_map<int64_t, torch::Tensor> gallery_;
};

int main(int argc, char** argv) {
  SamplerService service(argc > 1 ? argv[1] : "", 50);
  int64_t id;
  uint64_t seed;
  while (std::cin >> id >> seed) {
    if (!service.resend(id)) service.handle(id, seed);
    std::cout << "done " << id << std::endl;
  }
}
