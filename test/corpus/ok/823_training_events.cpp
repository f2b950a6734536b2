#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace train {

struct StepDone {
  int64_t step;
  torch::Tensor loss;
};
struct EpochDone {
  int epoch;
};
using Event = std::variant<StepDone, EpochDone>;

template <class... F>
struct overload : F... {
  using F::operator()...;
};
template <class... F>
overload(F...) -> overload<F...>;

class Bus {
 public:
  void connect(std::function<void(const Event&)> f) { slots_.push_back(std::move(f)); }
  void send(const Event& e) const {
    for (const auto& s : slots_) s(e);
  }

 private:
  std::vector<std::function<void(const Event&)>> slots_;
};

class EpochStats {
 public:
  void handle(const Event& e) {
    std::visit(overload{[this](const StepDone& s) { losses_.push_back(s.loss); },
                        [this](const EpochDone& d) { close(d.epoch); }},
               e);
  }

 private:
  void close(int epoch) {
    if (losses_.empty()) return;
    auto all = torch::stack(losses_);
    const float mean = all.mean().item<float>();
    if (!best_ || mean < *best_) best_ = mean;
    if (epoch % 10 == 0)
      std::cout << "epoch " << epoch << " mean " << mean << " max " << all.max().item<float>() << " best " << *best_ << '\n';
    losses_.clear();
  }
  std::vector<torch::Tensor> losses_;
  std::optional<float> best_;
};

class Watchdog {
 public:
  void handle(const Event& e) {
    const auto* s = std::get_if<StepDone>(&e);
    if (!s) return;
    if (last_.defined() && (s->loss > 3 * last_).item<bool>()) std::cerr << "spike at " << s->step << '\n';
    last_ = s->loss;
  }

 private:
  torch::Tensor last_;
};

class DenoiserTrainer {
 public:
  explicit DenoiserTrainer(const Bus& bus)
      : bus_(bus),
        net_(torch::nn::Linear(65, 128), torch::nn::SiLU(), torch::nn::Linear(128, 64)),
        opt_(net_->parameters(), torch::optim::AdamWOptions(2e-4)) {}

  void run(int epochs, const torch::Tensor& data) {
    for (int e = 0; e < epochs; ++e) {
      for (const auto& x : data.index_select(0, torch::randperm(data.size(0))).split(64)) bus_.send(StepDone{++step_, step(x)});
      bus_.send(EpochDone{e});
    }
  }

 private:
  torch::Tensor step(const torch::Tensor& x) {
    auto t = torch::rand({x.size(0), 1});
    auto noise = torch::randn_like(x);
    auto noisy = (1 - t).sqrt() * x + t.sqrt() * noise;
    auto loss = torch::mse_loss(net_->forward(torch::cat({noisy, t}, 1)), noise);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    return loss;
  }

  const Bus& bus_;
  torch::nn::Sequential net_;
  torch::optim::AdamW opt_;
  int64_t step_ = 0;
};

}  // namespace train

int main() {
  train::Bus bus;
  auto stats = std::make_shared<train::EpochStats>();
  train::Watchdog watchdog;
  bus.connect([stats](const train::Event& e) { stats->handle(e); });
  bus.connect([&watchdog](const train::Event& e) { watchdog.handle(e); });
  train::DenoiserTrainer trainer(bus);
  trainer.run(100000, torch::randn({4096, 64}));
}
