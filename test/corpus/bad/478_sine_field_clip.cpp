// fits a sine-activated coordinate network to a procedural picture, then records a zoom clip
#include <torch/torch.h>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

using torch::Tensor;

struct SineImpl : torch::nn::Module {
  torch::nn::Linear lin{nullptr};
  double w0;
  SineImpl(int64_t i, int64_t o, double w) : w0(w) {
    lin = register_module("lin", torch::nn::Linear(i, o));
    torch::NoGradGuard ng;
    const double b = std::sqrt(6.0 / i) / w0;
    lin->weight.uniform_(-b, b);
  }
  Tensor forward(const Tensor& x) { return torch::sin(w0 * lin->forward(x)); }
};
TORCH_MODULE(Sine);

struct FieldImpl : torch::nn::Module {
  Sine a{nullptr}, b{nullptr};
  torch::nn::Linear c{nullptr};
  FieldImpl() {
    a = register_module("a", Sine(2, 64, 30.0));
    b = register_module("b", Sine(64, 64, 30.0));
    c = register_module("c", torch::nn::Linear(64, 3));
  }
  Tensor forward(const Tensor& xy) { return torch::sigmoid(c(b->forward(a->forward(xy)))); }
};
TORCH_MODULE(Field);

struct Camera {
  double cx, cy, zoom;
};

struct Clip {
  int64_t side = 64;
  std::vector<Tensor> frames;
  double seconds() const { return frames.size() / 25.0; }
};

static Tensor grid(int64_t side, const Camera& cam) {
  auto r = torch::linspace(-1, 1, side);
  auto m = torch::meshgrid({r, r}, "ij");
  return torch::stack({m[1] * cam.zoom + cam.cx, m[0] * cam.zoom + cam.cy}, -1).reshape({-1, 2});
}

static Tensor picture(const Tensor& xy) {
  auto x = xy.select(1, 0), y = xy.select(1, 1);
  return torch::stack({(x * 9).sin() * 0.5 + 0.5, (y * 7).cos() * 0.5 + 0.5, (x * y * 5).sin() * 0.5 + 0.5}, 1);
}

static void fit(Field& f, int steps) {
  torch::optim::Adam opt(f->parameters(), 1e-4);
  for (int s = 0; s < steps; ++s) {
    auto xy = torch::rand({1024, 2}) * 2 - 1;
    auto loss = torch::mse_loss(f->forward(xy), picture(xy));
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (s % 200 == 0) std::printf("fit %d %.5f\n", s, loss.item<float>());
  }
}

static Tensor shade(Field& f, int64_t side, const Camera& cam) {
  auto rgb = f->forward(grid(side, cam));
  return rgb.view({side, side, 3}).mul(255.0);
}

static void record(Field& f, Clip& clip, int n) {
  for (int i = 0; i < n; ++i) {
    const double t = i / 25.0;
    Camera cam{0.3 * std::sin(t), 0.3 * std::cos(t), std::exp(-0.1 * t)};
    clip.frames.push_back(shade(f, clip.side, cam));  // WARN: graph-in-container
  }
}

static void write(const Clip& clip, const std::string& path) {
  std::ofstream out(path, std::ios::binary);
  for (const auto& fr : clip.frames) {
    auto bytes = fr.to(torch::kUInt8).contiguous();
    out.write(static_cast<const char*>(bytes.data_ptr()), bytes.numel());
  }
}

int main(int argc, char** argv) {
  int frames = argc > 1 ? std::stoi(argv[1]) : 2000;
  int steps = argc > 2 ? std::stoi(argv[2]) : 1000;
  torch::manual_seed(3);
  Field field;
  fit(field, steps);
  field->eval();
  Clip clip;
  record(field, clip, frames);
  std::printf("%.1f s recorded\n", clip.seconds());
  write(clip, argc > 3 ? argv[3] : "clip.rgb");
  return 0;
}
