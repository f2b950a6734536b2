// Trainer publishing to an event bus; subscribers are free functions, lambdas and objects.
#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace bus {

struct TrainEvent {
  int64_t step;
  torch::Tensor loss;
  torch::Tensor logits;
};

using Handler = std::function<void(const TrainEvent&)>;

class EventBus {
 public:
  void subscribe(Handler h) { handlers_.push_back(std::move(h)); }
  void publish(const TrainEvent& ev) const {
    for (const auto& h : handlers_) h(ev);
  }

 private:
  std::vector<Handler> handlers_;
};

// Remembers the most recent event for the debugger console.
class LastEvent {
 public:
  void onEvent(const TrainEvent& ev) { last_ = ev; }
  void dump(std::ostream& os) const {
    if (last_) os << "last step " << last_->step << " loss " << last_->loss.item<double>() << '\n';
  }

 private:
  std::optional<TrainEvent> last_;
};

class SlidingCurve {
 public:
  explicit SlidingCurve(size_t width) : width_(width) {}

  void onEvent(const TrainEvent& ev) {
    auto& line = curves_["loss"];
    if (line.size() == width_) line.erase(line.begin());
    line.push_back(ev.loss.item<double>());
    auto& acc = curves_["confidence"];
    if (acc.size() == width_) acc.erase(acc.begin());
    acc.push_back(torch::softmax(ev.logits, 1).amax(1).mean().item<double>());
  }

  double mean(const std::string& key) const {
    const auto& line = curves_.at(key);
    double s = 0;
    for (double v : line) s += v;
    return line.empty() ? 0.0 : s / double(line.size());
  }

 private:
  size_t width_;
  std::map<std::string, std::vector<double>> curves_;
};

}  // namespace bus

struct NetImpl : torch::nn::Module {
  NetImpl() {
    a = register_module("a", torch::nn::Linear(40, 256));
    b = register_module("b", torch::nn::Linear(256, 256));
    c = register_module("c", torch::nn::Linear(256, 5));
  }
  torch::Tensor forward(torch::Tensor x) { return c(torch::relu(b(torch::relu(a(x))))); }
  torch::nn::Linear a{nullptr}, b{nullptr}, c{nullptr};
};
TORCH_MODULE(Net);

class Trainer {
 public:
  explicit Trainer(const bus::EventBus& events)
      : events_(events), opt_(net_->parameters(), torch::optim::AdamWOptions(1e-3)) {}

  void step() {
    auto x = torch::randn({128, 40});
    auto y = x.narrow(1, 0, 5).argmax(1);
    opt_.zero_grad();
    auto logits = net_->forward(x);
    auto loss = torch::nn::functional::cross_entropy(logits, y);
    loss.backward();
    opt_.step();
    events_.publish({counter_++, loss, logits});
  }

 private:
  const bus::EventBus& events_;
  Net net_;
  torch::optim::AdamW opt_;
  int64_t counter_ = 0;
};

int main() {
  bus::EventBus events;
  auto last = std::make_shared<bus::LastEvent>();
  auto curve = std::make_shared<bus::SlidingCurve>(200);
  events.subscribe([last](const bus::TrainEvent& ev) { last->onEvent(ev); });
  events.subscribe([curve](const bus::TrainEvent& ev) { curve->onEvent(ev); });
  events.subscribe([&](const bus::TrainEvent& ev) {
    if (ev.step % 1000 != 0) return;
    last->dump(std::cout);
    std::cout << "window loss " << curve->mean("loss") << " conf " << curve->mean("confidence") << '\n';
  });

  Trainer trainer(events);
  for (int64_t i = 0; i < 5000000; ++i) trainer.step();
}
