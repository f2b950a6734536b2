#include <torch/torch.h>

#include <cstdio>
#include <memory>
#include <vector>

struct StepEvent {
  int64_t step = 0;
  torch::Tensor loss;
  torch::Tensor features;
  torch::Tensor targets;
};

class TrainObserver {
 public:
  virtual ~TrainObserver() = default;
  virtual void on_step(const StepEvent& e) = 0;
  virtual void on_epoch(int epoch) { (void)epoch; }
};

class ConsoleObserver : public TrainObserver {
 public:
  void on_step(const StepEvent& e) override {
    sum_ += e.loss.item<double>();
    ++n_;
  }
  void on_epoch(int epoch) override {
    std::printf("epoch %d  loss %.5f\n", epoch, sum_ / static_cast<double>(n_));
    sum_ = 0.0;
    n_ = 0;
  }

 private:
  double sum_ = 0.0;
  int64_t n_ = 0;
};

// One row every few steps, for the projector view.
class FeatureTable : public TrainObserver {
 public:
  struct Row {
    int64_t step = 0;
    double loss = 0.0;
    int64_t positives = 0;
    torch::Tensor features;
  };

  explicit FeatureTable(int64_t every) : every_(every) {}

  void on_step(const StepEvent& e) override {
    if (e.step % every_ != 0) return;
    auto& row = rows_.emplace_back();
    row.step = e.step;
    row.loss = e.loss.detach().item<double>();
    row.positives = (e.targets > 0).sum().item<int64_t>();
    row.features = e.features;  // WARN: graph-in-container
  }

  void on_epoch(int) override {
    if (rows_.empty()) return;
    const auto& r = rows_.back();
    std::printf("  table: %zu rows, last spread %.4f\n", rows_.size(), r.features.std().item<double>());
  }

 private:
  int64_t every_;
  std::vector<Row> rows_;
};

struct NetImpl : torch::nn::Module {
  NetImpl() {
    encoder = register_module("encoder", torch::nn::Sequential(torch::nn::Linear(32, 128), torch::nn::ReLU(),
                                                               torch::nn::Linear(128, 64), torch::nn::Tanh()));
    head = register_module("head", torch::nn::Linear(64, 1));
  }
  torch::nn::Sequential encoder{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(Net);

class Trainer {
 public:
  Trainer() : opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  void attach(std::shared_ptr<TrainObserver> o) { observers_.push_back(std::move(o)); }

  void epoch(int number, int batches) {
    for (int i = 0; i < batches; ++i) {
      auto x = torch::randn({64, 32});
      auto y = x.slice(1, 0, 4).sum(1, true);
      opt_.zero_grad();
      auto f = net_->encoder->forward(x);
      auto loss = torch::mse_loss(net_->head->forward(f), y);
      loss.backward();
      opt_.step();
      publish({step_++, loss, f, y});
    }
    for (auto& o : observers_) o->on_epoch(number);
  }

 private:
  void publish(const StepEvent& e) {
    for (auto& o : observers_) o->on_step(e);
  }

  Net net_;
  torch::optim::Adam opt_;
  std::vector<std::shared_ptr<TrainObserver>> observers_;
  int64_t step_ = 0;
};

int main() {
  Trainer trainer;
  trainer.attach(std::make_shared<ConsoleObserver>());
  trainer.attach(std::make_shared<FeatureTable>(10));
  for (int e = 0; e < 5000; ++e) trainer.epoch(e, 200);
  return 0;
}
