#include <torch/torch.h>

#include <iostream>
#include <string>
#include <tuple>
#include <vector>

#define WITHOUT_GRAD const torch::NoGradGuard without_grad_guard_

namespace dino {

using torch::Tensor;
namespace nn = torch::nn;

struct HeadedEncoderImpl : nn::Module {
  HeadedEncoderImpl(int64_t patch, int64_t width, int64_t prototypes) {
    embed = register_module("embed", nn::Linear(patch, width));
    attention = register_module("attention", nn::MultiheadAttention(nn::MultiheadAttentionOptions(width, 4)));
    norm = register_module("norm", nn::LayerNorm(nn::LayerNormOptions(std::vector<int64_t>{width})));
    head = register_module("head", nn::Linear(width, prototypes));
  }

  // patches: tokens x batch x pixels
  Tensor forward(const Tensor& patches) {
    Tensor h = embed->forward(patches);
    h = norm->forward(h + std::get<0>(attention->forward(h, h, h)));
    return head->forward(h.mean(0));
  }

  nn::Linear embed{nullptr}, head{nullptr};
  nn::MultiheadAttention attention{nullptr};
  nn::LayerNorm norm{nullptr};
};
TORCH_MODULE(HeadedEncoder);

template <typename Fn>
void zipParameters(nn::Module& a, const nn::Module& b, Fn&& fn) {
  auto left = a.parameters();
  auto right = b.parameters();
  for (size_t i = 0; i < left.size(); ++i) fn(left[i], right[i]);
}

class Distiller {
 public:
  Distiller(int64_t patch, int64_t width, int64_t prototypes)
      : student_(patch, width, prototypes),
        teacher_(patch, width, prototypes),
        center_(torch::zeros({1, prototypes})),
        optimizer_(student_->parameters(), torch::optim::AdamWOptions(5e-4)) {
    WITHOUT_GRAD;
    zipParameters(*teacher_, *student_, [](Tensor& t, const Tensor& s) { t.copy_(s); });
  }

  Tensor step(const Tensor& globalView, const Tensor& localView) {
    const Tensor target = teach(globalView);
    const Tensor prediction = torch::log_softmax(student_->forward(localView) / 0.1, -1);
    Tensor loss = -(target * prediction).sum(-1).mean();

    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    followStudent(0.996);
    return loss;
  }

 private:
  Tensor teach(const Tensor& view) {
    WITHOUT_GRAD;
    Tensor logits = teacher_->forward(view);
    Tensor target = torch::softmax((logits - center_) / 0.04, -1);
    center_ = 0.9 * center_ + 0.1 * logits.mean(0, /*keepdim=*/true);
    return target;
  }

  void followStudent(double momentum) {
    WITHOUT_GRAD;
    zipParameters(*teacher_, *student_, [momentum](Tensor& t, const Tensor& s) {
      t.mul_(momentum).add_(s, 1.0 - momentum);
    });
  }

  HeadedEncoder student_, teacher_;
  Tensor center_;
  torch::optim::AdamW optimizer_;
};

}  // namespace dino

int main(int argc, char** argv) {
  const long steps = argc > 1 ? std::stol(argv[1]) : 1000000L;
  const int64_t tokens = 16, batch = 32, pixels = 48;
  dino::Distiller distiller(pixels, 64, 256);

  double smoothed = 0.0;
  for (long s = 0; s < steps; ++s) {
    const auto image = torch::rand({tokens, batch, pixels});
    const auto global = image + 0.05 * torch::randn_like(image);
    const auto local = image.narrow(0, 0, tokens / 2) + 0.1 * torch::randn({tokens / 2, batch, pixels});
    const auto loss = distiller.step(global, local);
    smoothed = s == 0 ? loss.item<double>() : 0.98 * smoothed + 0.02 * loss.item<double>();
    if (s % 100 == 0) std::cout << "step " << s << " loss " << smoothed << std::endl;
  }
  return 0;
}
