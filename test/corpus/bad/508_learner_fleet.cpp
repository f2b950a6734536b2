#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// One supervisor drives several online learners (price, demand) from the same tick stream.

struct Tick {
  long time;
  torch::Tensor features;
  torch::Tensor target;
};

class Learner {
 public:
  virtual ~Learner() = default;
  virtual torch::Tensor learn(const Tick& tick) = 0;
  virtual std::string name() const = 0;
};

class PriceLearner : public Learner {
 public:
  PriceLearner() : net_(10, 1), opt_(net_->parameters(), torch::optim::SGDOptions(1e-2).momentum(0.9)) {}
  torch::Tensor learn(const Tick& tick) override {
    opt_.zero_grad();
    auto loss = torch::mse_loss(net_(tick.features), tick.target);
    loss.backward();
    opt_.step();
    return loss;
  }
  std::string name() const override { return "price"; }

 private:
  torch::nn::Linear net_;
  torch::optim::SGD opt_;
};

class DemandLearner : public Learner {
 public:
  DemandLearner()
      : net_(torch::nn::Linear(10, 40), torch::nn::ReLU(), torch::nn::Linear(40, 1)),
        opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {}
  torch::Tensor learn(const Tick& tick) override {
    opt_.zero_grad();
    auto rate = net_->forward(tick.features);
    auto loss = (rate.exp() - tick.target.abs() * rate).mean();
    loss.backward();
    opt_.step();
    return loss;
  }
  std::string name() const override { return "demand"; }

 private:
  torch::nn::Sequential net_;
  torch::optim::Adam opt_;
};

class Supervisor {
 public:
  void enlist(std::unique_ptr<Learner> l) { seats_.push_back({std::move(l), {}}); }

  void on_tick(const Tick& tick) {
    for (auto& seat : seats_) {
      auto result = seat.learner->learn(tick);
      seat.curve.emplace_back(tick.time, result);  // WARN: attached-return
    }
  }

  void print() const {
    for (const auto& seat : seats_) {
      if (seat.curve.empty()) continue;
      const auto& [when, loss] = seat.curve.back();
      std::cout << seat.learner->name() << " @" << when << ": " << loss.item<double>() << '\n';
    }
  }

 private:
  struct Seat {
    std::unique_ptr<Learner> learner;
    std::vector<std::pair<long, torch::Tensor>> curve;
  };
  std::vector<Seat> seats_;
};

int main() {
  Supervisor sup;
  sup.enlist(std::make_unique<PriceLearner>());
  sup.enlist(std::make_unique<DemandLearner>());
  auto truth = torch::randn({10, 1});
  for (long t = 0;; ++t) {
    auto x = torch::randn({8, 10});
    sup.on_tick({t, x, x.mm(truth) + 0.1 * torch::randn({8, 1})});
    if (t % 2000 == 0) sup.print();
  }
}
