#include <torch/script.h>
#include <torch/torch.h>
#include <algorithm>
#include <vector>

struct Detection {
  float x1, y1, x2, y2, score;
  int cls;
};

class YoloDetector {
 public:
  explicit YoloDetector(const std::string& path, float conf = 0.4f, float iou = 0.5f) : conf_(conf), iou_(iou) {
    module_ = torch::jit::load(path);
    module_.eval();
  }

  std::vector<std::vector<Detection>> Run(const torch::Tensor& batch) {
    c10::InferenceMode guard;
    auto out = module_.forward({batch}).toTuple()->elements()[0].toTensor();
    return PostProcess(out);
  }

 private:
  static float Iou(const Detection& a, const Detection& b) {
    float w = std::max(0.f, std::min(a.x2, b.x2) - std::max(a.x1, b.x1));
    float h = std::max(0.f, std::min(a.y2, b.y2) - std::max(a.y1, b.y1));
    float inter = w * h;
    return inter / ((a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - inter + 1e-6f);
  }

  static torch::Tensor xywh2xyxy(const torch::Tensor& x) {
    auto y = torch::zeros_like(x);
    y.select(1, 0) = x.select(1, 0) - x.select(1, 2).div(2);
    y.select(1, 1) = x.select(1, 1) - x.select(1, 3).div(2);
    y.select(1, 2) = x.select(1, 0) + x.select(1, 2).div(2);
    y.select(1, 3) = x.select(1, 1) + x.select(1, 3).div(2);
    return y;
  }

  std::vector<std::vector<Detection>> PostProcess(const torch::Tensor& detections) {
    constexpr int kItem = 5;
    auto conf_mask = detections.select(2, 4).ge(conf_).unsqueeze(2);
    std::vector<std::vector<Detection>> output;
    output.reserve(detections.size(0));
    for (int b = 0; b < detections.size(0); ++b) {
      auto det = torch::masked_select(detections[b], conf_mask[b]).view({-1, detections.size(2)});
      if (det.size(0) == 0) {
        output.emplace_back();
        continue;
      }
      det.slice(1, kItem, det.size(1)) *= det.select(1, 4).unsqueeze(1);
      auto best = torch::max(det.slice(1, kItem, det.size(1)), 1);
      auto boxes = xywh2xyxy(det.slice(1, 0, 4)).cpu();
      auto scores = std::get<0>(best).cpu();
      auto cls = std::get<1>(best).to(torch::kInt).cpu();
      std::vector<Detection> cand;
      auto ba = boxes.accessor<float, 2>();
      for (int i = 0; i < boxes.size(0); ++i)
        cand.push_back({ba[i][0], ba[i][1], ba[i][2], ba[i][3], scores[i].item<float>(), cls[i].item<int>()});
      std::sort(cand.begin(), cand.end(), [](auto& a, auto& b) { return a.score > b.score; });
      std::vector<Detection> keep;
      for (auto& c : cand)
        if (std::none_of(keep.begin(), keep.end(), [&](auto& k) { return k.cls == c.cls && Iou(k, c) > iou_; })) keep.push_back(c);
      output.push_back(std::move(keep));
    }
    return output;
  }

  torch::jit::script::Module module_;
  float conf_, iou_;
};

int main(int argc, char** argv) {
  YoloDetector det(argv[1]);
  std::vector<std::vector<Detection>> all;
  for (int i = 0; i < 100; ++i) {
    auto r = det.Run(torch::rand({1, 3, 640, 640}));
    all.insert(all.end(), r.begin(), r.end());
  }
}
