// Training loop with pluggable observers (console, curves, early stop).
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace trainkit {

struct StepEvent {
  int64_t step = 0;
  std::string phase;
  torch::Tensor loss;
  double lr = 0.0;
};

class TrainObserver {
 public:
  virtual ~TrainObserver() = default;
  virtual void onStep(const StepEvent& ev) = 0;
  virtual void onEpochEnd(int /*epoch*/) {}
};

class ConsoleObserver final : public TrainObserver {
 public:
  explicit ConsoleObserver(int64_t every) : every_(every) {}
  void onStep(const StepEvent& ev) override {
    if (ev.step % every_ == 0) {
      std::cout << ev.phase << " step " << ev.step << " loss "
                << ev.loss.item<double>() << " lr " << ev.lr << '\n';
    }
  }

 private:
  int64_t every_;
};

class CurveObserver final : public TrainObserver {
 public:
  void onStep(const StepEvent& ev) override {
    curves_[ev.phase].push_back(ev.loss);  // WARN: graph-in-container
  }

  void onEpochEnd(int epoch) override {
    for (const auto& [phase, points] : curves_) {
      const size_t n = std::min<size_t>(points.size(), 50);
      double sum = 0.0;
      for (size_t i = 0; i < n; ++i) sum += points[points.size() - 1 - i].item<double>();
      std::cout << "epoch " << epoch << ' ' << phase << " tail mean " << sum / double(n) << '\n';
    }
  }

 private:
  std::map<std::string, std::vector<torch::Tensor>> curves_;
};

class NanSentinel final : public TrainObserver {
 public:
  void onStep(const StepEvent& ev) override {
    if (std::isnan(ev.loss.item<double>())) throw std::runtime_error("loss is NaN");
  }
};

struct RegressorImpl : torch::nn::Module {
  RegressorImpl(int64_t in, int64_t hidden)
      : fc1(register_module("fc1", torch::nn::Linear(in, hidden))),
        fc2(register_module("fc2", torch::nn::Linear(hidden, hidden))),
        out(register_module("out", torch::nn::Linear(hidden, 1))) {}

  torch::Tensor forward(const torch::Tensor& x) {
    auto h = torch::relu(fc1->forward(x));
    h = torch::relu(fc2->forward(h));
    return out->forward(h).squeeze(1);
  }

  torch::nn::Linear fc1, fc2, out;
};
TORCH_MODULE(Regressor);

class Trainer {
 public:
  Trainer(Regressor model, double lr)
      : model_(std::move(model)), optim_(model_->parameters(), torch::optim::AdamOptions(lr)), lr_(lr) {}

  void addObserver(std::shared_ptr<TrainObserver> o) { observers_.push_back(std::move(o)); }

  void fit(int epochs, int stepsPerEpoch) {
    for (int epoch = 0; epoch < epochs; ++epoch) {
      model_->train();
      for (int i = 0; i < stepsPerEpoch; ++i) {
        auto x = torch::randn({128, 32});
        auto y = x.slice(1, 0, 4).sum(1);
        optim_.zero_grad();
        auto loss = torch::mse_loss(model_->forward(x), y);
        loss.backward();
        optim_.step();
        notify({step_++, "train", loss, lr_});
      }
      for (auto& o : observers_) o->onEpochEnd(epoch);
    }
  }

 private:
  void notify(const StepEvent& ev) {
    for (auto& o : observers_) o->onStep(ev);
  }

  Regressor model_;
  torch::optim::Adam optim_;
  double lr_;
  int64_t step_ = 0;
  std::vector<std::shared_ptr<TrainObserver>> observers_;
};

}  // namespace trainkit

int main() {
  torch::manual_seed(7);
  trainkit::Trainer trainer(trainkit::Regressor(32, 256), 1e-3);
  trainer.addObserver(std::make_shared<trainkit::ConsoleObserver>(500));
  trainer.addObserver(std::make_shared<trainkit::CurveObserver>());
  trainer.addObserver(std::make_shared<trainkit::NanSentinel>());
  trainer.fit(/*epochs=*/2000, /*stepsPerEpoch=*/500);
  return 0;
}
