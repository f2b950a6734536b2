// Grasp success predictor, micro batches accumulated into one update.
#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <memory>
#include <vector>

class GraspNet : public torch::nn::Module {
 public:
  GraspNet() {
    conv = register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 5).stride(2)));
    fc = register_module("fc", torch::nn::Linear(16 * 4 * 4 + 6, 1));
  }
  torch::Tensor forward(const torch::Tensor& depth, const torch::Tensor& pose) {
    auto f = torch::adaptive_avg_pool2d(torch::relu(conv(depth)), {4, 4}).flatten(1);
    return fc(torch::cat({f, pose}, 1)).squeeze(1);
  }

 private:
  torch::nn::Conv2d conv{nullptr};
  torch::nn::Linear fc{nullptr};
};

struct Sample {
  torch::Tensor depth, pose, ok;
};

using Source = std::function<Sample()>;

class Trainer {
 public:
  Trainer(std::shared_ptr<GraspNet> n, Source s, int micro)
      : net_(std::move(n)), src_(std::move(s)), opt_(net_->parameters(), 5e-4), micro_(micro) {}

  torch::Tensor micro_step() {
    auto s = src_();
    auto loss = torch::binary_cross_entropy_with_logits(net_->forward(s.depth, s.pose), s.ok);
    (loss / double(micro_)).backward();
    return loss;
  }

  template <class Log>
  void update(Log&& log) {
    opt_.zero_grad();
    for (int i = 0; i < micro_; ++i) {
      last_ = micro_step();
      log(last_);
    }
    opt_.step();
  }
  const torch::Tensor& last() const { return last_; }

 private:
  std::shared_ptr<GraspNet> net_;
  Source src_;
  torch::optim::Adam opt_;
  int micro_;
  torch::Tensor last_;
};

int main() {
  Source camera = [] {
    return Sample{torch::rand({8, 1, 48, 48}), torch::randn({8, 6}), torch::randint(2, {8}, torch::kFloat)};
  };
  Trainer tr(std::make_shared<GraspNet>(), camera, 4);

  std::vector<float> window;
  window.reserve(400);
  for (long u = 0;; ++u) {
    tr.update([&window](const torch::Tensor& l) { window.push_back(l.item<float>()); });
    if (window.size() >= 400) {
      double s = 0;
      for (float v : window) s += v;
      std::cout << "update " << u << " bce " << s / window.size() << " last " << tr.last().item<float>() << "\n";
      window.clear();
    }
  }
}
