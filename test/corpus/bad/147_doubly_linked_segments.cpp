#include <torch/torch.h>
#include <iostream>
#include <memory>

struct Segment {
  torch::Tensor samples;
  std::shared_ptr<Segment> next;
  std::shared_ptr<Segment> prev;
};

class Recording {
 public:
  void append(torch::Tensor samples) {
    auto s = std::make_shared<Segment>();
    s->samples = std::move(samples);
    if (!head_) {
      head_ = s;
    } else {
      tail_->next = s;
      s->prev = tail_;  // WARN: ownership-cycle
    }
    tail_ = s;
  }

  torch::Tensor crossfade(int64_t overlap) const {
    torch::Tensor out;
    for (auto s = head_; s; s = s->next) {
      auto x = s->samples;
      if (s->prev) {
        auto ramp = torch::linspace(0, 1, overlap);
        auto mixed = ramp * x.slice(0, 0, overlap) + (1 - ramp) * out.slice(0, -overlap);
        out = torch::cat({out.slice(0, 0, -overlap), mixed, x.slice(0, overlap)});
      } else {
        out = x;
      }
    }
    return out;
  }

 private:
  std::shared_ptr<Segment> head_;
  std::shared_ptr<Segment> tail_;
};

int main() {
  for (int file = 0; file < 5000; ++file) {
    Recording rec;
    for (int i = 0; i < 10; ++i) rec.append(torch::randn({48000}));
    std::cout << rec.crossfade(480).size(0) << '\n';
  }
}
