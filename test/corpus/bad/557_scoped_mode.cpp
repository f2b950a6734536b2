#include <torch/torch.h>
#include <iostream>
#include <list>
#include <optional>
#include <string>

namespace vision {

// Switches a module to evaluation and puts it back afterwards.
class EvalScope {
 public:
  explicit EvalScope(torch::nn::Module& m) : m_(m), was_(m.is_training()) {
    torch::NoGradGuard no_grad;
    m_.eval();
  }
  ~EvalScope() { m_.train(was_); }
  EvalScope(const EvalScope&) = delete;
  EvalScope& operator=(const EvalScope&) = delete;

 private:
  torch::nn::Module& m_;
  bool was_;
};

struct BackboneImpl : torch::nn::Module {
  BackboneImpl()
      : c1(register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 5).stride(2)))),
        c2(register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(8, 32, 3).stride(2)))) {}
  torch::Tensor forward(const torch::Tensor& x) {
    return torch::relu(c2(torch::relu(c1(x)))).mean({2, 3});
  }
  torch::nn::Conv2d c1, c2;
};
TORCH_MODULE(Backbone);

struct Track {
  int64_t id;
  std::string camera;
  std::optional<torch::Tensor> appearance;
};

class Gallery {
 public:
  Track& enroll(int64_t id, std::string camera) { return tracks_.emplace_back(Track{id, std::move(camera), {}}); }
  std::size_t size() const { return tracks_.size(); }

 private:
  std::list<Track> tracks_;
};

class ReId {
 public:
  const Track& see(const torch::Tensor& crop, const std::string& camera) {
    EvalScope scope(*net_);
    auto& track = gallery_.enroll(next_++, camera);
    track.appearance = net_->forward(crop.unsqueeze(0)).squeeze(0);  // FN: ineffective-guard
    return track;
  }
  std::size_t known() const { return gallery_.size(); }

 private:
  Backbone net_;
  Gallery gallery_;
  int64_t next_ = 1;
};

}  // namespace vision

int main() {
  vision::ReId reid;
  const std::string cams[] = {"north", "gate", "lobby"};
  for (int64_t frame = 0;; ++frame) {
    const auto& t = reid.see(torch::rand({3, 96, 48}), cams[frame % 3]);
    if (frame % 60 == 0)
      std::cout << t.camera << " track " << t.id << " |f|=" << t.appearance->norm().item<float>() << " of " << reid.known()
                << "\n";
  }
}
