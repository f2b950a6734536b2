#include <torch/torch.h>
#include <algorithm>
#include <functional>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

namespace bus {

using Payload = std::variant<std::monostate, double, std::string, torch::Tensor>;

struct Event {
  std::string topic;
  int64_t step = 0;
  Payload payload;
};

class EventBus {
 public:
  using Handler = std::function<void(const Event&)>;
  void subscribe(std::string topic, Handler h) { handlers_.emplace_back(std::move(topic), std::move(h)); }
  void publish(const Event& e) const {
    for (const auto& [topic, handler] : handlers_)
      if (topic == "*" || topic == e.topic) handler(e);
  }

 private:
  std::vector<std::pair<std::string, Handler>> handlers_;
};

class Journal {
 public:
  explicit Journal(EventBus& bus) {
    bus.subscribe("*", [this](const Event& e) { append(e); });
  }
  std::size_t countTensors() const {
    return std::count_if(entries_.begin(), entries_.end(),
                         [](const auto& e) { return std::holds_alternative<torch::Tensor>(e.payload); });
  }

 private:
  void append(const Event& e) {
    if (std::holds_alternative<torch::Tensor>(e.payload))
      entries_.push_back(e);  // WARN: graph-in-container
  }
  std::vector<Event> entries_;
};

struct ConsoleSink {
  void operator()(const Event& e) const {
    if (e.step % 200 != 0) return;
    std::visit(
        [&](const auto& v) {
          using V = std::decay_t<decltype(v)>;
          if constexpr (std::is_same_v<V, torch::Tensor>)
            std::cout << e.topic << '@' << e.step << ": " << v.template item<float>() << '\n';
          else if constexpr (!std::is_same_v<V, std::monostate>)
            std::cout << e.topic << '@' << e.step << ": " << v << '\n';
        },
        e.payload);
  }
};

}  // namespace bus

int main() {
  torch::nn::Sequential net(torch::nn::Linear(64, 256), torch::nn::GELU(), torch::nn::Linear(256, 10));
  torch::optim::AdamW opt(net->parameters(), torch::optim::AdamWOptions(3e-4));

  bus::EventBus events;
  bus::Journal journal(events);
  events.subscribe("train/loss", bus::ConsoleSink{});

  int64_t step = 0;
  for (int epoch = 0; epoch < 500; ++epoch) {
    for (int b = 0; b < 100; ++b, ++step) {
      auto x = torch::randn({128, 64});
      auto y = torch::randint(0, 10, {128}, torch::kLong);
      opt.zero_grad();
      auto loss = torch::nn::functional::cross_entropy(net->forward(x), y);
      loss.backward();
      opt.step();
      events.publish({"train/loss", step, loss});
    }
    std::cout << "epoch " << epoch << " journal " << journal.countTensors() << '\n';
  }
}
