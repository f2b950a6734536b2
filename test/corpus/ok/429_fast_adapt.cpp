// Meta-learned gesture recogniser: support samples of a user shape a fast head, query samples train the base.
#include <torch/torch.h>

#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct Episode {
  int64_t user;
  torch::Tensor sx, sy, qx, qy;
};

struct FastHead {
  torch::Tensor w, b;

  torch::Tensor logits(const torch::Tensor& f) const { return torch::addmm(b, f, w.t()); }
};

class MetaLearner {
 public:
  MetaLearner()
      : trunk_(torch::nn::Linear(24, 64), torch::nn::Tanh()),
        head_(64, 6),
        opt_(gather(trunk_, head_), torch::optim::AdamOptions(1e-3)) {}

  double train(const Episode& e) {
    FastHead fast = adapt(e.sx, e.sy);
    auto loss = torch::cross_entropy_loss(fast.logits(trunk_->forward(e.qx)), e.qy);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    remember(e.user, fast);
    return loss.item<double>();
  }

  int64_t predict(int64_t user, const torch::Tensor& x) {
    auto it = heads_.find(user % kSlots);
    auto f = trunk_->forward(x.unsqueeze(0));
    auto y = it == heads_.end() ? head_->forward(f) : it->second.logits(f);
    return y.argmax(1).item<int64_t>();
  }

 private:
  static constexpr int64_t kSlots = 128;
  static constexpr int kInner = 4;

  static std::vector<torch::Tensor> gather(const torch::nn::Sequential& a, const torch::nn::Linear& b) {
    auto all = a->parameters();
    for (const auto& p : b->parameters()) all.push_back(p);
    return all;
  }

  FastHead adapt(const torch::Tensor& x, const torch::Tensor& y) {
    FastHead h{head_->weight, head_->bias};
    for (int k = 0; k < kInner; ++k) {
      auto inner = torch::cross_entropy_loss(h.logits(trunk_->forward(x)), y);
      auto g = torch::autograd::grad({inner}, {h.w, h.b}, {}, /*retain_graph=*/true, /*create_graph=*/true);
      h.w = h.w - 0.2 * g[0];
      h.b = h.b - 0.2 * g[1];
    }
    return h;
  }

  void remember(int64_t user, const FastHead& h) {
    heads_[user % kSlots] = FastHead{h.w.detach(), h.b.detach()};
  }

  torch::nn::Sequential trunk_;
  torch::nn::Linear head_;
  torch::optim::Adam opt_;
  std::unordered_map<int64_t, FastHead> heads_;
};

static Episode draw(int64_t user) {
  return {user, torch::randn({10, 24}), torch::randint(0, 6, {10}, torch::kLong),
          torch::randn({20, 24}), torch::randint(0, 6, {20}, torch::kLong)};
}

int main(int argc, char** argv) {
  const int64_t episodes = argc > 1 ? std::stoll(argv[1]) : 1000000;
  MetaLearner learner;
  double smooth = 0.0;
  for (int64_t i = 0; i < episodes; ++i) {
    smooth = 0.98 * smooth + 0.02 * learner.train(draw(i % 7919));
    if (i % 1000 == 0) {
      std::cout << "episode " << i << " loss " << smooth << " sample "
                << learner.predict(i, torch::randn({24})) << '\n';
    }
  }
  return 0;
}
