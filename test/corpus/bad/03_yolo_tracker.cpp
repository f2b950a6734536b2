#include <torch/script.h>
#include <map>
#include <string>
#include <vector>

struct Box {
  float x, y, w, h;
};

struct Track {
  int id = 0;
  std::vector<Box> path;
  std::vector<torch::Tensor> appearance;
};

class YoloTracker {
 public:
  YoloTracker(const std::string& detector, const std::string& embedder) {
    detector_ = torch::jit::load(detector);
    embedder_ = torch::jit::load(embedder);
    detector_.eval();
    embedder_.eval();
  }

  void on_frame(const torch::Tensor& frame) {
    auto dets = detect(frame);
    for (const auto& box : dets) {
      auto crop = frame.slice(1, static_cast<int64_t>(box.y), static_cast<int64_t>(box.y + box.h))
                      .slice(2, static_cast<int64_t>(box.x), static_cast<int64_t>(box.x + box.w));
      update_track(match(box), box, embed(crop));
    }
  }

 private:
  std::vector<Box> detect(const torch::Tensor& frame) {
    torch::NoGradGuard guard;
    auto out = detector_.forward({frame.unsqueeze(0)}).toTensor().cpu();
    std::vector<Box> boxes;
    auto acc = out.accessor<float, 2>();
    for (int64_t i = 0; i < out.size(0); ++i)
      boxes.push_back({acc[i][0], acc[i][1], acc[i][2], acc[i][3]});
    return boxes;
  }
  torch::Tensor embed(const torch::Tensor& crop) {
    auto e = embedder_.forward({crop.unsqueeze(0)}).toTensor();
    return e / e.norm();
  }
  int match(const Box& b) {
    return static_cast<int>(b.x) % 50;
  }
  void update_track(int id, const Box& b, torch::Tensor e) {
    Track& t = tracks_[id];
    t.id = id;
    t.path.push_back(b);
    t.appearance.push_back(e);  // WARN: unguarded-inference
  }
  torch::jit::Module detector_, embedder_;
  std::map<int, Track> tracks_;
};
