#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

// Collects micro-batch objectives until a boundary is reached.
class ObjectivePool {
 public:
  using Boundary = std::function<void(torch::Tensor)>;
  ObjectivePool(int every, Boundary b) : every_(every), boundary_(std::move(b)) {}

  void add(const torch::Tensor& objective) {
    pending_ = pending_ ? *pending_ + objective : objective;
    if (++count_ == every_) {
      count_ = 0;
      boundary_(*std::exchange(pending_, std::nullopt) / static_cast<double>(every_));
    }
  }

 private:
  int every_, count_ = 0;
  std::optional<torch::Tensor> pending_;
  Boundary boundary_;
};

template <class... Listeners>
class Fanout {
 public:
  explicit Fanout(Listeners... ls) : ls_(std::move(ls)...) {}
  void operator()(double v) {
    std::apply([&](auto&... l) { (l(v), ...); }, ls_);
  }

 private:
  std::tuple<Listeners...> ls_;
};

struct Smoother {
  double* out;
  void operator()(double v) { *out = 0.95 * *out + 0.05 * v; }
};

struct Ticker {
  int64_t n = 0;
  void operator()(double v) {
    if (++n % 100 == 0) std::cout << "update " << n << " objective " << v << "\n";
  }
};

int main() {
  torch::nn::Sequential net(torch::nn::Conv1d(torch::nn::Conv1dOptions(4, 32, 5).padding(2)), torch::nn::ReLU(),
                            torch::nn::Conv1d(torch::nn::Conv1dOptions(32, 4, 1)));
  torch::optim::AdamW opt(net->parameters(), torch::optim::AdamWOptions(1e-3));
  double smooth = 0;
  Fanout listeners{Smoother{&smooth}, Ticker{}};

  ObjectivePool pool(8, [&](torch::Tensor objective) {
    opt.zero_grad();
    objective.backward();
    torch::nn::utils::clip_grad_norm_(net->parameters(), 5.0);
    opt.step();
    listeners(objective.item<double>());
  });

  for (int64_t micro = 0;; ++micro) {
    auto clean = torch::randn({8, 4, 100}).cumsum(-1);
    auto noisy = clean + 0.3 * torch::randn_like(clean);
    auto rec = net->forward(noisy);
    pool.add(torch::l1_loss(rec, clean) + 0.1 * torch::mse_loss(rec.diff(), clean.diff()));
    if (micro % 10000 == 0) std::cout << "smooth " << smooth << std::endl;
  }
}
