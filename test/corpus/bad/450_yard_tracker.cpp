// Multi-object tracking in a container yard with appearance templates.
#include <torch/torch.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <list>
#include <vector>

struct Detection {
  float x = 0, y = 0;
  torch::Tensor crop;  // [3, 32, 32]
};

class EmbedderImpl : public torch::nn::Module {
 public:
  explicit EmbedderImpl(int64_t dim) {
    a = register_module("a", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 24, 3).stride(2)));
    b = register_module("b", torch::nn::Conv2d(torch::nn::Conv2dOptions(24, 48, 3).stride(2)));
    fc = register_module("fc", torch::nn::Linear(48, dim));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(a->forward(x));
    x = torch::relu(b->forward(x)).mean({2, 3});
    return torch::nn::functional::normalize(fc->forward(x));
  }

 private:
  torch::nn::Conv2d a{nullptr}, b{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(Embedder);

class Track {
 public:
  Track(int id, const Detection& d, const torch::Tensor& f)
      : id_(id), x_(d.x), y_(d.y), look_(f.detach().clone()) {}

  void absorb(const Detection& d, const torch::Tensor& f) {
    x_ = 0.7f * x_ + 0.3f * d.x;
    y_ = 0.7f * y_ + 0.3f * d.y;
    look_.lerp_(f, 0.05);  // WARN: inplace-history
    missed_ = 0;
    ++hits_;
  }

  double distance(const Detection& d, const torch::Tensor& f) const {
    const double geo = std::hypot(d.x - x_, d.y - y_);
    return geo + 0.5 * (1.0 - look_.dot(f).item<double>());
  }

  bool expired() { return ++missed_ > 30; }
  int id() const { return id_; }
  int hits() const { return hits_; }

 private:
  int id_;
  float x_, y_;
  torch::Tensor look_;
  int missed_ = 0, hits_ = 0;
};

class Tracker {
 public:
  Tracker(Embedder net, double gate) : net_(net), gate_(gate) {}

  void frame(const std::vector<Detection>& dets) {
    if (dets.empty()) return;
    std::vector<torch::Tensor> crops;
    for (const auto& d : dets) crops.push_back(d.crop);
    const auto feats = net_->forward(torch::stack(crops));
    tracks_.remove_if([](Track& t) { return t.expired(); });
    for (std::size_t i = 0; i < dets.size(); ++i) associate(dets[i], feats[static_cast<int64_t>(i)]);
  }

  void dump() const {
    for (const auto& t : tracks_) std::printf("  #%d hits %d\n", t.id(), t.hits());
  }

 private:
  void associate(const Detection& d, const torch::Tensor& f) {
    Track* best = nullptr;
    double lowest = std::numeric_limits<double>::max();
    for (auto& t : tracks_) {
      const double c = t.distance(d, f);
      if (c < lowest) lowest = c, best = &t;
    }
    if (best && lowest < gate_)
      best->absorb(d, f);
    else
      tracks_.emplace_back(next_id_++, d, f);
  }

  Embedder net_;
  double gate_;
  std::list<Track> tracks_;
  int next_id_ = 1;
};

int main(int argc, char** argv) {
  const long frames = argc > 1 ? std::atol(argv[1]) : 100000;
  Embedder net(64);
  net->eval();
  Tracker tracker(net, 8.0);
  const auto base = torch::rand({5, 3, 32, 32});
  for (long k = 0; k < frames; ++k) {
    std::vector<Detection> dets(5);
    for (int i = 0; i < 5; ++i) {
      dets[i].x = 40.0f * i + 2.0f * std::sin(0.01f * k);
      dets[i].y = 15.0f * i;
      dets[i].crop = base[i] + 0.02 * torch::randn({3, 32, 32});
    }
    tracker.frame(dets);
    if (k % 500 == 0) {
      std::printf("frame %ld\n", k);
      tracker.dump();
    }
  }
  return 0;
}
