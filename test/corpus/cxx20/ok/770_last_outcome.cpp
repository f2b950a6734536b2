// C++20
#include <torch/torch.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <iostream>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace loop {

struct Trained {
  torch::Tensor loss;
  torch::Tensor logits;
};
struct Skipped {
  std::string why;
};
using Outcome = std::variant<Trained, Skipped>;

template <class... Fs>
struct match : Fs... {
  using Fs::operator()...;
};

class Classifier {
 public:
  Classifier() : opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  Outcome step(const torch::Tensor& x, const torch::Tensor& label) {
    if (!torch::isfinite(x).all().item<bool>()) return Skipped{.why = "non-finite input"};
    auto logits = net_->forward(x);
    auto loss = torch::cross_entropy_loss(logits, label);
    if (!std::isfinite(loss.item<float>())) return Skipped{.why = "non-finite loss"};
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    return Trained{.loss = loss, .logits = logits};
  }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(40, 128), torch::nn::ReLU(), torch::nn::Linear(128, 6)};
  torch::optim::Adam opt_;
};

class Monitor {
 public:
  void accept(Outcome outcome, const torch::Tensor& label) {
    std::visit(match{
                   [&](Trained& t) { on_trained(std::move(t), label); },
                   [&](Skipped& s) { on_skipped(s); },
               },
               outcome);
  }

  void print(std::uint64_t n) const {
    std::cout << n << " ema " << ema_ << " skipped " << skipped_;
    if (last_) std::cout << " last " << last_->loss.item<float>() << " top " << last_->logits.max().item<float>();
    if (!reason_.empty()) std::cout << " (" << reason_ << ')';
    std::cout << '\n';
  }

  double accuracy() const { return seen_ ? static_cast<double>(hits_.item<int64_t>()) / static_cast<double>(seen_) : 0; }

 private:
  void on_trained(Trained t, const torch::Tensor& label) {
    ema_ = 0.98 * ema_ + 0.02 * t.loss.item<double>();
    hits_ += t.logits.argmax(1).eq(label).sum();
    seen_ += label.size(0);
    last_ = std::move(t);
  }

  void on_skipped(const Skipped& s) {
    ++skipped_;
    reason_ = s.why;
  }

  double ema_ = 0;
  torch::Tensor hits_ = torch::zeros({}, torch::kLong);
  int64_t seen_ = 0;
  std::uint64_t skipped_ = 0;
  std::string reason_;
  std::optional<Trained> last_;
};

}  // namespace loop

int main() {
  loop::Classifier clf;
  loop::Monitor monitor;
  for (std::uint64_t n = 1;; ++n) {
    auto x = torch::randn({32, 40});
    if (n % 97 == 0) x[0][0] = std::nan("");
    auto label = x.slice(1, 0, 6).argmax(1);
    monitor.accept(clf.step(x, label), label);
    if (n % 2000 == 0) {
      monitor.print(n);
      std::cout << "  accuracy " << monitor.accuracy() << '\n';
    }
  }
}
