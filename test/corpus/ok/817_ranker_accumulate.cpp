#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <map>
#include <optional>
#include <string>

namespace rank {

struct Slate {
  torch::Tensor context;  // [C]
  torch::Tensor items;    // [N, D]
  int64_t clicked;
  std::string surface;
};

struct RankerImpl : torch::nn::Module {
  RankerImpl() {
    ctx = register_module("ctx", torch::nn::Linear(12, 32));
    itm = register_module("itm", torch::nn::Linear(20, 32));
  }
  torch::Tensor forward(const torch::Tensor& c, const torch::Tensor& i) {
    return torch::matmul(torch::relu(itm(i)), torch::relu(ctx(c)));
  }
  torch::nn::Linear ctx{nullptr}, itm{nullptr};
};
TORCH_MODULE(Ranker);

struct Flush {
  size_t slates;
  double loss;
  std::map<std::string, double> by_surface;
};

// Slates have different lengths, so the batch is built by adding up losses.
class Accumulator {
 public:
  Accumulator(torch::optim::Optimizer& opt, size_t every) : opt_(opt), every_(every) {}

  std::optional<Flush> add(const std::string& surface, const torch::Tensor& loss) {
    auto& part = parts_[surface];
    part = part.defined() ? part + loss : loss;
    if (++count_ < every_) return std::nullopt;
    return flush();
  }

 private:
  Flush flush() {
    Flush out{count_, 0, {}};
    torch::Tensor total = torch::zeros({});
    for (const auto& [surface, sum] : parts_) {
      total = total + sum;
      out.by_surface[surface] = sum.item<double>();
    }
    total = total / static_cast<double>(count_);
    opt_.zero_grad();
    total.backward();
    opt_.step();
    out.loss = total.item<double>();
    parts_.clear();
    count_ = 0;
    return out;
  }

  torch::optim::Optimizer& opt_;
  size_t every_, count_ = 0;
  std::map<std::string, torch::Tensor> parts_;
};

class Learner {
 public:
  using Report = std::function<void(const Flush&)>;
  explicit Learner(Report r)
      : opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)), acc_(opt_, 48), report_(std::move(r)) {}

  void consume(const Slate& s) {
    auto logp = torch::log_softmax(net_->forward(s.context, s.items), 0);
    if (auto f = acc_.add(s.surface, -logp[s.clicked])) report_(*f);
  }

 private:
  Ranker net_;
  torch::optim::Adam opt_;
  Accumulator acc_;
  Report report_;
};

}  // namespace rank

int main() {
  uint64_t flushes = 0;
  rank::Learner learner([&](const rank::Flush& f) {
    if (++flushes % 100) return;
    std::cout << flushes << " loss " << f.loss;
    for (const auto& [k, v] : f.by_surface) std::cout << ' ' << k << '=' << v;
    std::cout << '\n';
  });
  const char* surfaces[] = {"home", "search", "cart"};
  for (uint64_t n = 0;; ++n) {
    const int64_t len = 5 + static_cast<int64_t>(n % 20);
    learner.consume({torch::randn({12}), torch::randn({len, 20}), static_cast<int64_t>(n) % len, surfaces[n % 3]});
  }
}
