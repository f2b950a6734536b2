#include <torch/torch.h>
#include <memory>
#include <utility>

// A chain of time steps that can be walked in both directions.
class TimeStep {
 public:
  explicit TimeStep(torch::Tensor o) : observation(std::move(o)) {
  }
  torch::Tensor observation;
  std::weak_ptr<TimeStep> before;
  std::shared_ptr<TimeStep> after;
};

class Sequence {
 public:
  void append(torch::Tensor o) {
    auto step = std::make_shared<TimeStep>(std::move(o));
    if (!last_) {
      first_ = step;
    } else {
      last_->after = step;
      step->before = last_;
    }
    last_ = step;
    ++length_;
  }
  torch::Tensor difference() const {
    torch::Tensor sum = torch::zeros_like(first_->observation);
    for (auto s = first_->after; s; s = s->after)
      sum += (s->observation - s->before.lock()->observation).abs();
    return sum / length_;
  }

 private:
  std::shared_ptr<TimeStep> first_, last_;
  int length_ = 0;
};

double smoothness(const torch::Tensor& video) {
  Sequence s;
  for (int64_t t = 0; t < video.size(0); ++t)
    s.append(video[t].clone());
  return s.difference().mean().item<double>();
}
