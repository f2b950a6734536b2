#include <torch/torch.h>

#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

struct Frame {
  std::string camera;
  int64_t number;
  torch::Tensor pixels;
};

struct Track {
  std::deque<torch::Tensor> recent;
  torch::Tensor latest;
  int64_t alarms = 0;
};

class AnomalyNet {
 public:
  torch::Tensor score(const torch::Tensor& px) {
    auto f = conv_->forward(px.unsqueeze(0)).relu().mean({2, 3});
    return torch::sigmoid(out_->forward(f)).squeeze();
  }
  void eval() {
    conv_->eval();
    out_->eval();
  }

 private:
  torch::nn::Conv2d conv_{torch::nn::Conv2dOptions(1, 8, 5).stride(2)};
  torch::nn::Linear out_{8, 1};
};

class Watcher {
 public:
  using Alarm = std::function<void(const std::string&, int64_t, const Track&)>;

  explicit Watcher(Alarm alarm) : alarm_(std::move(alarm)) { net_.eval(); }

  void on_frame(const Frame& f) {
    auto& track = tracks_[f.camera];
    track.latest = net_.score(f.pixels);
    track.recent.push_back(track.latest);
    trim(track);
    if (smoothed(track) > threshold_) {
      ++track.alarms;
      alarm_(f.camera, f.number, track);
    }
  }

  void set_threshold(double t) { threshold_ = t; }
  double threshold() const { return threshold_; }
  const Track& track(const std::string& camera) const { return tracks_.at(camera); }

 private:
  static constexpr size_t kWindow = 12;

  static void trim(Track& t) {
    if (t.recent.size() > kWindow) t.recent.erase(t.recent.begin(), t.recent.end() - kWindow);
  }

  static double smoothed(const Track& t) {
    torch::Tensor sum = torch::zeros({});
    double norm = 0, w = 1;
    for (auto it = t.recent.rbegin(); it != t.recent.rend(); ++it, w *= 0.8) {
      sum = sum + w * *it;
      norm += w;
    }
    return sum.item<double>() / norm;
  }

  AnomalyNet net_;
  Alarm alarm_;
  double threshold_ = 0.9;
  std::map<std::string, Track> tracks_;
};

int main() {
  int64_t total = 0;
  Watcher watcher([&total](const std::string& cam, int64_t n, const Track& t) {
    if (++total % 100 == 0)
      std::cout << cam << " frame " << n << " score " << t.latest.item<float>() << " (" << t.alarms << ")\n";
  });
  const std::vector<std::string> cameras{"gate", "yard", "dock"};
  for (int64_t n = 0;; ++n) {
    for (const auto& c : cameras) watcher.on_frame({c, n, torch::rand({1, 48, 64})});
    if (n % 5000 == 4999) {
      watcher.set_threshold(0.5 * (watcher.threshold() + watcher.track("gate").latest.item<double>()));
      std::cout << "threshold " << watcher.threshold() << "\n";
    }
  }
}
