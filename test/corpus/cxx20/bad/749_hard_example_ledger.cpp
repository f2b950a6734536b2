// C++20
#include <torch/torch.h>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <iostream>
#include <map>
#include <numeric>
#include <span>
#include <vector>

// Click-stream ranking: samples arrive once, ids are assigned by the reader.

struct ClickBatch {
  std::vector<std::int64_t> ids;
  torch::Tensor features;
  torch::Tensor clicked;
};

class ClickReader {
 public:
  ClickBatch next(std::size_t n) {
    ClickBatch b;
    b.ids.resize(n);
    std::iota(b.ids.begin(), b.ids.end(), cursor_);
    cursor_ += static_cast<std::int64_t>(n);
    b.features = torch::randn({static_cast<int64_t>(n), 32});
    b.clicked = (b.features.select(1, 0) > 0.3).to(torch::kFloat);
    return b;
  }

 private:
  std::int64_t cursor_ = 0;
};

template <class P>
concept SelectionPolicy = requires(const P p, float v) {
  { p.interesting(v) } -> std::convertible_to<bool>;
};

struct AboveThreshold {
  float limit = 0.2f;
  bool interesting(float v) const { return v > limit; }
};

template <SelectionPolicy Policy>
class HardExamples {
 public:
  explicit HardExamples(Policy policy) : policy_(policy) {}

  void observe(std::span<const std::int64_t> ids, const torch::Tensor& per_sample) {
    auto host = per_sample.to(torch::kCPU);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      auto value = host[static_cast<int64_t>(i)];
      if (!policy_.interesting(value.template item<float>())) continue;
      by_id_.try_emplace(ids[i], value);  // FN: graph-in-container
    }
  }

  std::int64_t hardest() const {
    auto it = std::max_element(by_id_.begin(), by_id_.end(), [](const auto& a, const auto& b) {
      return a.second.template item<float>() < b.second.template item<float>();
    });
    return it == by_id_.end() ? -1 : it->first;
  }

 private:
  Policy policy_;
  std::map<std::int64_t, torch::Tensor> by_id_;
};

struct RankerImpl : torch::nn::Module {
  RankerImpl() {
    hidden = register_module("hidden", torch::nn::Linear(32, 64));
    out = register_module("out", torch::nn::Linear(64, 1));
  }
  torch::Tensor forward(const torch::Tensor& x) { return out(torch::gelu(hidden(x))).squeeze(1); }

  torch::nn::Linear hidden{nullptr}, out{nullptr};
};
TORCH_MODULE(Ranker);

int main() {
  Ranker ranker;
  torch::optim::AdamW opt(ranker->parameters(), torch::optim::AdamWOptions(5e-4));
  ClickReader reader;
  HardExamples miner{AboveThreshold{.limit = 0.25f}};

  for (std::uint64_t step = 1;; ++step) {
    auto batch = reader.next(48);
    opt.zero_grad();
    auto per_sample = torch::nn::functional::binary_cross_entropy_with_logits(
        ranker->forward(batch.features), batch.clicked,
        torch::nn::functional::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kNone));
    per_sample.mean().backward();
    opt.step();

    miner.observe(batch.ids, per_sample);
    if (step % 5000 == 0) std::cout << step << ": hardest id " << miner.hardest() << '\n';
  }
}
