// C++20
#include <torch/torch.h>

#include <concepts>
#include <cstdint>
#include <deque>
#include <functional>
#include <iostream>
#include <tuple>
#include <utility>
#include <vector>

// Surface inspection: camera -> normalise -> network -> verdict.

struct Normalise {
  torch::Tensor operator()(torch::Tensor img) const { return (img - img.mean()) / (img.std() + 1e-5); }
};

class DefectNet {
 public:
  DefectNet() { net_->eval(); }
  torch::Tensor operator()(torch::Tensor img) { return net_->forward(img); }

 private:
  torch::nn::Sequential net_{torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 5).stride(2)), torch::nn::ReLU(),
                             torch::nn::AdaptiveAvgPool2d(4), torch::nn::Flatten(), torch::nn::Linear(128, 5)};
};

struct Verdict {
  torch::Tensor kind;        // [B]
  torch::Tensor suspicious;  // [B]
  std::vector<float> scores;
};

struct Decide {
  float limit = 0.45f;
  Verdict operator()(torch::Tensor logits) const {
    auto prob = torch::softmax(logits, 1);
    auto top = std::get<0>(prob.max(1));
    Verdict v{.kind = prob.argmax(1), .suspicious = top < limit, .scores = {}};
    v.scores.reserve(static_cast<std::size_t>(top.size(0)));
    for (int64_t i = 0; i < top.size(0); ++i) v.scores.push_back(top[i].item<float>());
    return v;
  }
};

template <class In, class... Stages>
class Line {
 public:
  explicit Line(Stages... stages) : stages_(std::move(stages)...) {}

  auto run(In in) { return run_from<0>(std::move(in)); }

 private:
  template <std::size_t I, class T>
  auto run_from(T&& value) {
    if constexpr (I == sizeof...(Stages)) {
      return std::forward<T>(value);
    } else {
      return run_from<I + 1>(std::invoke(std::get<I>(stages_), std::forward<T>(value)));
    }
  }

  std::tuple<Stages...> stages_;
};

template <class In, class... Stages>
Line<In, Stages...> make_line(Stages... stages) {
  return Line<In, Stages...>(std::move(stages)...);
}

class ShiftLog {
 public:
  void note(Verdict v) {
    histogram_ += torch::bincount(v.kind, {}, 5);
    flagged_ += v.suspicious.sum();
    shift_.push_back(std::move(v));
    if (shift_.size() > 1000) shift_.pop_front();
  }

  void print(std::uint64_t n) const {
    std::cout << n << " flagged " << flagged_.item<int64_t>() << " kinds " << histogram_.argmax().item<int64_t>()
              << " last score " << shift_.back().scores.front() << '\n';
  }

 private:
  torch::Tensor histogram_ = torch::zeros({5}, torch::kLong);
  torch::Tensor flagged_ = torch::zeros({}, torch::kLong);
  std::deque<Verdict> shift_;
};

int main() {
  auto line = make_line<torch::Tensor>(Normalise{}, DefectNet{}, Decide{.limit = 0.3f});
  ShiftLog log;
  for (std::uint64_t n = 1;; ++n) {
    log.note(line.run(torch::rand({8, 1, 48, 48})));
    if (n % 1000 == 0) log.print(n);
  }
}
