#include <torch/torch.h>
#include <iostream>

struct EncoderImpl : torch::nn::Module {
  EncoderImpl() {
    fc1 = register_module("fc1", torch::nn::Linear(20, 64));
    fc2 = register_module("fc2", torch::nn::Linear(64, 16));
  }
  torch::Tensor forward(torch::Tensor x) { return torch::nn::functional::normalize(fc2(torch::relu(fc1(x)))); }
  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};
TORCH_MODULE(Encoder);

// One mean embedding a class, moved a little towards every batch.
class Prototypes {
 public:
  Prototypes(int64_t classes, int64_t width) : means_(torch::zeros({classes, width})) {}

  void absorb(const torch::Tensor& features, const torch::Tensor& labels) {
    for (int64_t c = 0; c < means_.size(0); ++c) {
      auto members = labels.eq(c).nonzero().squeeze(1);
      if (members.numel() == 0) continue;
      means_[c].lerp_(features.index_select(0, members).mean(0), rate_);  // WARN: inplace-history
    }
  }
  torch::Tensor similarity(const torch::Tensor& features) const {
    return torch::mm(features, means_.detach().t());
  }

 private:
  torch::Tensor means_;
  double rate_ = 0.05;
};

int main() {
  Encoder encoder;
  Prototypes prototypes(5, 16);
  torch::optim::SGD optimizer(encoder->parameters(), 0.05);
  for (int64_t step = 0; step < 10000000; ++step) {
    auto labels = torch::randint(0, 5, {32});
    auto inputs = torch::randn({32, 20}) + labels.unsqueeze(1);
    auto features = encoder->forward(inputs);
    auto loss = torch::nn::functional::cross_entropy(10 * prototypes.similarity(features), labels);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    prototypes.absorb(features, labels);
    if (step % 1000 == 0) std::cout << step << " " << loss.item<float>() << "\n";
  }
}
