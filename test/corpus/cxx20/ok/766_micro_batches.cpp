// C++20
#include <torch/torch.h>

#include <array>
#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <utility>

// Price model with several objectives; the objectives are looked up by name so
// that the job file can switch them on and off.

using LossFn = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;

class Objectives {
 public:
  Objectives& use(std::string name, double weight, LossFn fn) {
    table_[std::move(name)] = Entry{.weight = weight, .fn = std::move(fn), .sum = 0};
    return *this;
  }

  torch::Tensor combine(const torch::Tensor& pred, const torch::Tensor& truth) {
    auto total = torch::zeros({});
    for (auto& [name, e] : table_) {
      auto part = e.fn(pred, truth);
      e.sum += part.item<double>();
      total += e.weight * part;
    }
    return total;
  }

  void print(std::uint64_t batches) {
    for (auto& [name, e] : table_) std::cout << "  " << name << ' ' << std::exchange(e.sum, 0.0) / double(batches) << '\n';
  }

 private:
  struct Entry {
    double weight = 1;
    LossFn fn;
    double sum = 0;
  };
  std::map<std::string, Entry> table_;
};

class Accumulator {
 public:
  Accumulator(torch::optim::Optimizer& opt, int every) : opt_(opt), every_(every) {}

  void add(const torch::Tensor& loss) {
    auto scaled = loss / every_;
    pending_ = pending_ ? *pending_ + scaled : scaled;
    if (++count_ == every_) flush();
  }

 private:
  void flush() {
    opt_.zero_grad();
    std::exchange(pending_, std::nullopt)->backward();
    opt_.step();
    count_ = 0;
  }

  torch::optim::Optimizer& opt_;
  int every_;
  int count_ = 0;
  std::optional<torch::Tensor> pending_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(18, 96), torch::nn::Mish(), torch::nn::Linear(96, 3));
  torch::optim::AdamW opt(net->parameters(), torch::optim::AdamWOptions(1e-3));

  Objectives objectives;
  objectives.use("level", 1.0, [](const auto& p, const auto& t) { return torch::l1_loss(p, t); })
      .use("direction", 0.3, [](const auto& p, const auto& t) { return torch::relu(-p * t.sign()).mean(); })
      .use("order", 0.1, [](const auto& p, const auto&) { return torch::relu(p.select(1, 0) - p.select(1, 2)).mean(); });

  Accumulator step(opt, 4);
  constexpr std::uint64_t kReport = 1000;
  for (std::uint64_t n = 1;; ++n) {
    auto x = torch::randn({32, 18});
    auto y = torch::cat({x.slice(1, 0, 6).mean(1, true), x.slice(1, 6, 12).mean(1, true), x.slice(1, 12).mean(1, true)}, 1);
    step.add(objectives.combine(net->forward(x), y));
    if (n % kReport == 0) {
      std::cout << "batch " << n << '\n';
      objectives.print(kReport);
    }
  }
}
