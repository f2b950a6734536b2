#include <torch/torch.h>
#include <cstdint>
#include <iostream>
#include <optional>
#include <vector>

struct Box { float x, y, w, h; };

struct Track {
  int64_t id;
  Box last;
  torch::Tensor appearance;
  int64_t hits = 1;
};

class ReIdNet : public torch::nn::Module {
 public:
  ReIdNet() : features(torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 3).stride(2)), torch::nn::ReLU(), torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 64, 3).stride(2)), torch::nn::ReLU()), fc(64, 128) {
    register_module("features", features);
    register_module("fc", fc);
  }
  torch::Tensor forward(torch::Tensor crops) { return fc->forward(features->forward(crops).mean({2, 3})); }

 private:
  torch::nn::Sequential features;
  torch::nn::Linear fc;
};

class Tracker {
 public:
  explicit Tracker(std::shared_ptr<ReIdNet> net) : net_(std::move(net)) { net_->eval(); }

  void update(const torch::Tensor& frame, const std::vector<Box>& boxes) {
    for (const auto& b : boxes) {
      auto crop = frame.slice(1, (int64_t)b.y, (int64_t)(b.y + b.h)).slice(2, (int64_t)b.x, (int64_t)(b.x + b.w)).unsqueeze(0);
      auto emb = net_->forward(crop)[0];
      if (auto i = match(emb)) {
        tracks_[*i].last = b;
        ++tracks_[*i].hits;
        continue;
      }
      tracks_.push_back(Track{nextId_++, b, emb});  // WARN: unguarded-inference
    }
  }
  size_t count() const { return tracks_.size(); }

 private:
  std::optional<size_t> match(const torch::Tensor& e) const {
    for (size_t i = 0; i < tracks_.size(); ++i)
      if (torch::cosine_similarity(tracks_[i].appearance, e, 0).item<float>() > 0.8f) return i;
    return std::nullopt;
  }

  std::shared_ptr<ReIdNet> net_;
  std::vector<Track> tracks_;
  int64_t nextId_ = 0;
};

int main() {
  Tracker tracker(std::make_shared<ReIdNet>());
  for (int f = 0; f < 100000; ++f) {
    tracker.update(torch::rand({3, 480, 640}), {{10, 10, 64, 128}, {200, 40, 64, 128}});
    if (f % 100 == 0) std::cout << tracker.count() << '\n';
  }
}
