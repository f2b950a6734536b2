// Imitation training of a blade pitch policy with a small telemetry recorder.
#include <torch/torch.h>

#include <cstdint>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

class Recorder {
 public:
  using Value = std::variant<double, torch::Tensor>;

  void tick() { ++step_; }

  template <class V>
  void log(const std::string& key, V v) {
    series_[key].emplace_back(step_, std::move(v));  // WARN: attached-return
  }

  void write_csv(const std::string& path) const {
    std::ofstream os(path);
    for (const auto& s : series_)
      for (const auto& row : s.second) os << s.first << ',' << row.first << ',' << as_number(row.second) << '\n';
  }

  double last(const std::string& key) const { return as_number(series_.at(key).back().second); }

 private:
  static double as_number(const Value& v) {
    if (auto* d = std::get_if<double>(&v)) return *d;
    return std::get<torch::Tensor>(v).mean().item<double>();
  }

  int64_t step_ = 0;
  std::map<std::string, std::vector<std::pair<int64_t, Value>>> series_;
};

struct Expert {
  static torch::Tensor pitch(const torch::Tensor& obs) {
    auto wind = obs.select(1, 0);
    auto rotor = obs.select(1, 1);
    return torch::clamp(0.4 * (wind - 1.0) + 0.2 * rotor, -1.0, 1.0);
  }
};

class Trainer {
 public:
  explicit Trainer(std::shared_ptr<Recorder> rec) : rec_(std::move(rec)) {}
  virtual ~Trainer() = default;

  void run(int64_t steps) {
    for (int64_t i = 0; i < steps; ++i) {
      rec_->tick();
      const auto loss = update(torch::randn({128, 8}));
      rec_->log("loss", loss);
      if (i % 100 == 0) {
        rec_->log("eval", evaluate());
        std::cout << i << " loss " << rec_->last("loss") << " eval " << rec_->last("eval") << '\n';
      }
      if (i % 20000 == 19999) rec_->write_csv("pitch.csv");
    }
  }

 protected:
  virtual torch::Tensor update(const torch::Tensor& obs) = 0;
  virtual double evaluate() = 0;
  std::shared_ptr<Recorder> rec_;
};

class ImitationTrainer final : public Trainer {
 public:
  explicit ImitationTrainer(std::shared_ptr<Recorder> rec)
      : Trainer(std::move(rec)),
        policy_(torch::nn::Linear(8, 64), torch::nn::ELU(), torch::nn::Linear(64, 1), torch::nn::Tanh()),
        opt_(policy_->parameters(), torch::optim::SGDOptions(0.02).momentum(0.9)) {}

 protected:
  torch::Tensor update(const torch::Tensor& obs) override {
    opt_.zero_grad();
    auto err = policy_->forward(obs).squeeze(-1) - Expert::pitch(obs);
    auto loss = err.abs().mean() + 0.1 * err.pow(2).mean();
    loss.backward();
    opt_.step();
    return loss;
  }

  double evaluate() override {
    torch::NoGradGuard guard;
    auto obs = torch::randn({512, 8});
    return (policy_->forward(obs).squeeze(-1) - Expert::pitch(obs)).abs().max().item<double>();
  }

 private:
  torch::nn::Sequential policy_;
  torch::optim::SGD opt_;
};

int main(int argc, char** argv) {
  const int64_t steps = argc > 1 ? std::stoll(argv[1]) : 1000000;
  auto rec = std::make_shared<Recorder>();
  ImitationTrainer trainer(rec);
  trainer.run(steps);
  rec->write_csv("pitch.csv");
  return 0;
}
