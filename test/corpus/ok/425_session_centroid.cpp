// Music recommendation: session taste vectors follow the tracks a listener keeps.
#include <torch/torch.h>

#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct TrackEncoderImpl : torch::nn::Module {
  TrackEncoderImpl()
      : mlp(register_module("mlp", torch::nn::Sequential(
                                       torch::nn::Linear(96, 128), torch::nn::SiLU(),
                                       torch::nn::LayerNorm(torch::nn::LayerNormOptions(std::vector<int64_t>{128})),
                                       torch::nn::Linear(128, 32)))) {}
  torch::Tensor forward(const torch::Tensor& x) { return mlp->forward(x); }
  torch::nn::Sequential mlp;
};
TORCH_MODULE(TrackEncoder);

class Taste {
 public:
  void blend(const torch::Tensor& z, double rate) {
    torch::AutoGradMode tracking(false);
    if (vec_.defined()) {
      vec_ = torch::lerp(vec_, z, rate);
    } else {
      vec_ = z / z.norm().clamp_min(1e-6);
    }
  }

  torch::Tensor score(const torch::Tensor& candidates) const {
    if (!vec_.defined()) return torch::zeros({candidates.size(0)});
    return candidates.matmul(vec_);
  }

 private:
  torch::Tensor vec_;
};

class Recommender {
 public:
  Recommender()
      : opt_(enc_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  int64_t pick(int64_t listener, const torch::Tensor& tracks) {
    auto z = enc_->forward(tracks);
    auto& taste = tastes_[listener % kListeners];
    auto scores = taste.score(z);
    const auto chosen = scores.argmax().item<int64_t>();
    if (kept(listener, chosen)) {
      taste.blend(z[chosen], 0.1);
      learn(scores, chosen);
    }
    return chosen;
  }

  double mean_loss() const { return steps_ ? loss_sum_ / static_cast<double>(steps_) : 0.0; }
  const TrackEncoder& encoder() const { return enc_; }

 private:
  static constexpr int64_t kListeners = 256;

  static bool kept(int64_t listener, int64_t chosen) { return (listener + chosen) % 3 != 0; }

  void learn(const torch::Tensor& scores, int64_t chosen) {
    if (!scores.requires_grad()) return;
    auto loss = torch::logsumexp(scores, 0) - scores[chosen];
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    loss_sum_ += loss.item<double>();
    ++steps_;
  }

  TrackEncoder enc_;
  torch::optim::Adam opt_;
  std::unordered_map<int64_t, Taste> tastes_;
  double loss_sum_ = 0.0;
  int64_t steps_ = 0;
};

int main(int argc, char** argv) {
  const int64_t plays = argc > 1 ? std::stoll(argv[1]) : 10000000;
  Recommender rec;
  std::vector<int64_t> histogram(20, 0);
  for (int64_t p = 0; p < plays; ++p) {
    ++histogram[static_cast<size_t>(rec.pick(p * 31 % 1009, torch::randn({20, 96})))];
    if (p % 5000 == 0) std::cout << p << " loss " << rec.mean_loss() << '\n';
  }
  torch::save(rec.encoder(), "tracks.pt");
  return 0;
}
