#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

namespace events {

struct BatchEnd {
  int64_t step = 0;
  torch::Tensor loss;
  torch::Tensor hits;
};

class Bus {
 public:
  using Handler = std::function<void(const BatchEnd&)>;

  void subscribe(Handler handler) { handlers_.push_back(std::move(handler)); }

  void emit(const BatchEnd& event) const {
    for (const auto& handler : handlers_) handler(event);
  }

 private:
  std::vector<Handler> handlers_;
};

}  // namespace events

// Prints one line every now and then.
class ConsoleReporter {
 public:
  void on_batch(const events::BatchEnd& e) const {
    if (e.step % 200 != 0) return;
    std::cout << "step " << e.step << " loss " << e.loss.item<float>()
              << " hits " << e.hits.item<int64_t>() << '\n';
  }
};

// Samples the training curve for the plot written at the end of the run.
class CurveRecorder {
 public:
  explicit CurveRecorder(int64_t every) : every_(every) {}

  void on_batch(const events::BatchEnd& e) {
    if (e.step % every_ != 0) return;
    points_.push_back(e);  // WARN: graph-in-container
  }

  void dump(std::ostream& os) const {
    for (const auto& p : points_) {
      os << p.step << ',' << p.loss.item<float>() << ',' << p.hits.item<int64_t>() << '\n';
    }
  }

 private:
  int64_t every_;
  std::vector<events::BatchEnd> points_;
};

class Trainer {
 public:
  explicit Trainer(events::Bus& bus)
      : bus_(bus),
        net_(torch::nn::Linear(64, 256), torch::nn::ReLU(), torch::nn::Linear(256, 10)),
        opt_(net_->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9)) {}

  void fit(int epochs, int batches) {
    for (int epoch = 0; epoch < epochs; ++epoch) {
      for (int b = 0; b < batches; ++b) {
        auto x = torch::randn({128, 64});
        auto y = torch::randint(0, 10, {128}, torch::kLong);
        opt_.zero_grad();
        auto logits = net_->forward(x);
        auto loss = torch::nn::functional::cross_entropy(logits, y);
        loss.backward();
        opt_.step();
        bus_.emit({++step_, loss, (logits.argmax(1) == y).sum()});
      }
    }
  }

 private:
  events::Bus& bus_;
  torch::nn::Sequential net_;
  torch::optim::SGD opt_;
  int64_t step_ = 0;
};

int main() {
  events::Bus bus;
  ConsoleReporter console;
  CurveRecorder curve(5);
  bus.subscribe([&](const events::BatchEnd& e) { console.on_batch(e); });
  bus.subscribe([&](const events::BatchEnd& e) { curve.on_batch(e); });

  Trainer trainer(bus);
  trainer.fit(/*epochs=*/1000, /*batches=*/400);
  curve.dump(std::cout);
  return 0;
}
