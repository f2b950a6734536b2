#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <utility>

namespace monitor {

struct StudentImpl : torch::nn::Module {
  StudentImpl() {
    down = register_module("down", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 3).stride(2).padding(1)));
    up = register_module("up", torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(8, 1, 4).stride(2).padding(1)));
  }
  torch::Tensor forward(const torch::Tensor& x) { return torch::softplus(up(torch::relu(down(x)))); }
  torch::nn::Conv2d down{nullptr};
  torch::nn::ConvTranspose2d up{nullptr};
};
TORCH_MODULE(Student);

/// Runs f with gradients off.
template <class F>
auto quietly(F&& f) {
  torch::NoGradGuard g;
  return std::forward<F>(f)();
}

class Window {
 public:
  explicit Window(int64_t n) : values_(torch::zeros({n})), size_(n) {}
  void put(const torch::Tensor& v) { values_[next_++ % size_] = v.detach(); }
  double mean() const { return values_.mean().item<double>(); }

 private:
  torch::Tensor values_;
  int64_t size_, next_ = 0;
};

class DepthMonitor {
 public:
  DepthMonitor()
      : staging_(torch::zeros({2, 3, 64, 64})),
        background_(torch::ones({1, 64, 64})),
        opt_(student_->parameters(), torch::optim::AdamOptions(1e-3)) {
    quietly([this] {
      auto from = student_->parameters();
      auto to = teacher_->parameters();
      for (size_t i = 0; i < from.size(); ++i) to[i].copy_(from[i]);
      return 0;
    });
  }

  void tick(const torch::Tensor& left, const torch::Tensor& right) {
    staging_[0].copy_(left);
    staging_[1].copy_(right);

    auto depth = student_(staging_);
    auto hint = quietly([this] { return teacher_(staging_.flip({3})).flip({3}); });
    auto smooth = (depth.slice(3, 1) - depth.slice(3, 0, -1)).abs().mean();
    auto loss = torch::l1_loss(depth, hint) + 0.1 * smooth + 0.1 * (depth.mean() - 1.0).pow(2);

    opt_.zero_grad();
    loss.backward();
    opt_.step();
    losses_.put(loss);
    follow();
    quietly([&] { return background_.lerp_(depth.mean(0), 0.02); });
  }

  double loss() const { return losses_.mean(); }
  double background() const { return background_.mean().item<double>(); }

 private:
  void follow() {
    torch::NoGradGuard g;
    auto from = student_->named_parameters();
    for (auto& p : teacher_->named_parameters()) p.value().mul_(0.995).add_(from[p.key()], 0.005);
  }

  Student student_, teacher_;
  torch::Tensor staging_, background_;
  Window losses_{256};
  torch::optim::Adam opt_;
};

}  // namespace monitor

int main() {
  monitor::DepthMonitor m;
  for (long n = 0;; ++n) {
    m.tick(torch::rand({3, 64, 64}), torch::rand({3, 64, 64}));
    if (n % 200 == 0) std::cout << n << " loss " << m.loss() << " background " << m.background() << '\n';
  }
}
