#include <torch/torch.h>
#include <algorithm>
#include <iostream>

// Training that knows of the quantisation: ranges are observed, values rounded in the forward pass.
struct RangeObserverImpl : torch::nn::Module {
  RangeObserverImpl() {
    low = register_buffer("low", torch::zeros({}));
    high = register_buffer("high", torch::zeros({}));
  }

  void observe(const torch::Tensor& x) {
    seen_ += x.numel();
    high.copy_(torch::maximum(high * 0.999, x.amax()));  // WARN: inplace-history
  }

  double scale() const { return std::max(high.item<double>() - low.item<double>(), 1e-6) / 255; }
  int64_t seen() const { return seen_; }

  torch::Tensor low, high;

 private:
  int64_t seen_ = 0;
};
TORCH_MODULE(RangeObserver);

struct FakeQuantReluImpl : torch::nn::Module {
  FakeQuantReluImpl() : observer(register_module("observer", RangeObserver())) {}
  torch::Tensor forward(const torch::Tensor& x) {
    auto y = torch::relu(x);
    if (is_training()) observer->observe(y);
    return torch::fake_quantize_per_tensor_affine(y, observer->scale(), 0, 0, 255);
  }
  RangeObserver observer;
};
TORCH_MODULE(FakeQuantRelu);

struct SmallNetImpl : torch::nn::Module {
  SmallNetImpl()
      : conv(register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 3).stride(2)))),
        quant(register_module("quant", FakeQuantRelu())),
        head(register_module("head", torch::nn::Linear(8 * 13 * 13, 10))) {}
  torch::Tensor forward(const torch::Tensor& x) { return head(quant(conv(x)).flatten(1)); }
  torch::nn::Conv2d conv;
  FakeQuantRelu quant;
  torch::nn::Linear head;
};
TORCH_MODULE(SmallNet);

int main() {
  SmallNet net;
  torch::optim::SGD optimizer(net->parameters(), torch::optim::SGDOptions(1e-2).momentum(0.9));
  net->train();
  for (int64_t step = 0; step < 3000000; ++step) {
    auto image = torch::rand({32, 1, 28, 28});
    auto label = torch::randint(0, 10, {32});
    optimizer.zero_grad();
    auto loss = torch::cross_entropy_loss(net->forward(image), label);
    loss.backward();
    optimizer.step();
    if (step % 500 == 0) {
      std::cout << loss.item<float>() << ", scale " << net->quant->observer->scale() << "\n";
    }
  }
}
