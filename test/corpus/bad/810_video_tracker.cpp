#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <list>
#include <memory>
#include <vector>

namespace track {

struct Box {
  int64_t x, y, w, h;
};

struct Detection {
  Box box;
  torch::Tensor code;
};

class Describer {
 public:
  virtual ~Describer() = default;
  virtual std::vector<Detection> describe(const torch::Tensor& frame, const std::vector<Box>& boxes) = 0;
};

class CnnDescriber : public Describer {
 public:
  CnnDescriber() {
    using namespace torch::nn;
    net_ = Sequential(Conv2d(Conv2dOptions(3, 16, 3).stride(2)), ReLU(), Conv2d(Conv2dOptions(16, 32, 3).stride(2)),
                      ReLU(), AdaptiveAvgPool2d(AdaptiveAvgPool2dOptions({2, 2})), Flatten(), Linear(128, 64));
    net_->eval();
  }

  std::vector<Detection> describe(const torch::Tensor& frame, const std::vector<Box>& boxes) override {
    torch::Tensor patches;
    {
      torch::NoGradGuard no_grad;
      std::vector<torch::Tensor> crops;
      std::transform(boxes.begin(), boxes.end(), std::back_inserter(crops), [&](const Box& b) { return crop(frame, b); });
      patches = (torch::cat(crops) - 0.45) / 0.22;
    }
    const auto codes = torch::nn::functional::normalize(net_->forward(patches));
    std::vector<Detection> out;
    for (size_t i = 0; i < boxes.size(); ++i) out.push_back({boxes[i], codes[static_cast<int64_t>(i)]});
    return out;
  }

 private:
  static torch::Tensor crop(const torch::Tensor& f, const Box& b) {
    auto c = f.slice(1, b.y, b.y + b.h).slice(2, b.x, b.x + b.w).unsqueeze(0);
    namespace F = torch::nn::functional;
    return F::interpolate(c, F::InterpolateFuncOptions().size(std::vector<int64_t>{64, 32}).mode(torch::kBilinear).align_corners(false));
  }
  torch::nn::Sequential net_{nullptr};
};

struct Track {
  int id;
  Box last;
  std::vector<torch::Tensor> appearance;
};

class Tracker {
 public:
  explicit Tracker(std::unique_ptr<Describer> d) : describer_(std::move(d)) {}

  void update(const torch::Tensor& frame, const std::vector<Box>& boxes) {
    for (const auto& det : describer_->describe(frame, boxes)) {
      Track& t = match(det);
      t.last = det.box;
      t.appearance.push_back(det.code);  // WARN: unguarded-inference
    }
  }
  const std::list<Track>& tracks() const { return tracks_; }

 private:
  Track& match(const Detection& d) {
    auto best = tracks_.end();
    float score = 0.5f;
    for (auto it = tracks_.begin(); it != tracks_.end(); ++it) {
      const float s = it->appearance.back().dot(d.code).item<float>();
      if (s > score) {
        score = s;
        best = it;
      }
    }
    if (best != tracks_.end()) return *best;
    tracks_.push_back({next_++, d.box, {}});
    return tracks_.back();
  }

  std::unique_ptr<Describer> describer_;
  std::list<Track> tracks_;
  int next_ = 0;
};

}  // namespace track

int main() {
  track::Tracker tracker(std::make_unique<track::CnnDescriber>());
  const std::vector<track::Box> boxes{{10, 10, 40, 90}, {100, 20, 44, 96}, {200, 30, 38, 80}};
  for (uint64_t n = 0;; ++n) {
    tracker.update(torch::rand({3, 240, 320}), boxes);
    if (n % 300 == 0) {
      for (const auto& t : tracker.tracks()) std::cout << '#' << t.id << " seen " << t.appearance.size() << "x ";
      std::cout << '\n';
    }
  }
}
