// C++20
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iostream>
#include <limits>
#include <ranges>
#include <span>
#include <string_view>
#include <vector>

// Live regime tagging of one-minute bars. The encoder comes from an offline job.

enum class Regime : std::uint8_t { Calm, Trend, Choppy, Stress };
constexpr std::array<std::string_view, 4> kNames{"calm", "trend", "choppy", "stress"};

struct Bar {
  std::array<float, 12> fields;
};

class BarEncoder {
 public:
  BarEncoder() { net_->eval(); }
  torch::Tensor encode(const Bar& bar) {
    auto row = torch::tensor(std::vector<float>(bar.fields.begin(), bar.fields.end()));
    return net_->forward(row.unsqueeze(0)).squeeze(0);
  }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(12, 48), torch::nn::Tanh(), torch::nn::Linear(48, 16)};
};

std::size_t nearest(std::span<const torch::Tensor> centroids, const torch::Tensor& code) {
  std::size_t best = 0;
  float best_dist = std::numeric_limits<float>::max();
  for (std::size_t i : std::views::iota(std::size_t{0}, centroids.size())) {
    const float d = (centroids[i] - code).norm().item<float>();
    if (d < best_dist) {
      best_dist = d;
      best = i;
    }
  }
  return best;
}

void drift(std::span<torch::Tensor> centroids, std::size_t which, const torch::Tensor& code, double rate) {
  centroids[which].lerp_(code, rate);  // WARN: inplace-history
}

class RegimeTagger {
 public:
  explicit RegimeTagger(double rate) : rate_(rate) {
    std::ranges::generate(centroids_, [] { return torch::randn({16}) * 0.3; });
  }

  Regime tag(const Bar& bar) {
    const auto code = encoder_.encode(bar);
    const auto which = nearest(centroids_, code);
    drift(centroids_, which, code, rate_);
    ++hits_[which];
    return static_cast<Regime>(which);
  }

  std::span<const std::uint64_t, 4> hits() const { return hits_; }

 private:
  double rate_;
  BarEncoder encoder_;
  std::array<torch::Tensor, 4> centroids_;
  std::array<std::uint64_t, 4> hits_{};
};

Bar read_bar() {
  Bar bar{};
  auto noise = torch::randn({12});
  std::copy_n(noise.data_ptr<float>(), bar.fields.size(), bar.fields.begin());
  return bar;
}

int main() {
  RegimeTagger tagger(0.02);
  Regime previous = Regime::Calm;
  for (std::uint64_t minute = 0;; ++minute) {
    const auto now = tagger.tag(read_bar());
    if (now != previous) std::cout << minute << " -> " << kNames[static_cast<std::size_t>(now)] << '\n';
    previous = now;
    if (minute % 1440 == 0)
      for (auto h : tagger.hits()) std::cout << "  " << h << '\n';
  }
}
