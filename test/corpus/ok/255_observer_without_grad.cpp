#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <utility>

// Ranges for quantisation, observed in the forward pass of training but outside its graph.
template <typename F>
decltype(auto) without_grad(F&& f) {
  torch::NoGradGuard no_grad;
  return std::forward<F>(f)();
}

struct RangeImpl : torch::nn::Module {
  RangeImpl() : high(register_buffer("high", torch::zeros({}))) {}

  torch::Tensor forward(const torch::Tensor& x) {
    if (is_training()) without_grad([&] { observe(x); });
    double scale = std::max(high.item<double>(), 1e-6) / 255;
    return torch::fake_quantize_per_tensor_affine(x, scale, 0, 0, 255);
  }

  torch::Tensor high;

 private:
  void observe(const torch::Tensor& x) { high.copy_(torch::maximum(high * 0.999, x.amax())); }
};
TORCH_MODULE(Range);

struct NetImpl : torch::nn::Module {
  NetImpl() {
    first = register_module("first", torch::nn::Linear(64, 128));
    range = register_module("range", Range());
    last = register_module("last", torch::nn::Linear(128, 10));
  }
  torch::Tensor forward(const torch::Tensor& x) { return last(range(torch::relu(first(x)))); }
  torch::nn::Linear first{nullptr}, last{nullptr};
  Range range{nullptr};
};
TORCH_MODULE(Net);

int main() {
  Net net;
  torch::optim::SGD optimizer(net->parameters(), 1e-2);
  for (int64_t step = 0; step < 10000000; ++step) {
    auto loss = torch::cross_entropy_loss(net(torch::rand({32, 64})), torch::randint(0, 10, {32}));
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (step % 1000 == 0) std::cout << loss.item<float>() << " " << net->range->high.item<float>() << "\n";
  }
}
