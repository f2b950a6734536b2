// Multi-task training host: tasks register a step function under a name, the host schedules them.
#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace host {

using StepResult = std::variant<std::monostate, std::string, torch::Tensor>;
using StepFn = std::function<StepResult(int64_t)>;

class TaskRegistry {
 public:
  static TaskRegistry& global() {
    static TaskRegistry r;
    return r;
  }
  void add(std::string name, StepFn fn) { tasks_.emplace(std::move(name), std::move(fn)); }
  const std::map<std::string, StepFn>& tasks() const { return tasks_; }

 private:
  std::map<std::string, StepFn> tasks_;
};

template <typename Row>
class Journal {
 public:
  void append(int64_t tick, Row row) { rows_.emplace_back(tick, std::move(row)); }
  size_t size() const { return rows_.size(); }
  const Row& back() const { return rows_.back().second; }

 private:
  std::vector<std::pair<int64_t, Row>> rows_;
};

struct Describe {
  std::string operator()(std::monostate) const { return "-"; }
  std::string operator()(const std::string& s) const { return s; }
  std::string operator()(const torch::Tensor& t) const { return std::to_string(t.item<double>()); }
};

}  // namespace host

namespace tasks {

class DigitTask {
 public:
  DigitTask()
      : net_(torch::nn::Linear(64, 256), torch::nn::ReLU(), torch::nn::Linear(256, 10)),
        optim_(net_->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9)) {}

  torch::Tensor trainStep(int64_t tick) {
    auto x = torch::randn({96, 64});
    auto y = x.slice(1, 0, 10).argmax(1);
    optim_.zero_grad();
    auto loss = torch::nn::functional::cross_entropy(net_->forward(x), y);
    loss.backward();
    if (tick % 1000 == 999) decay();
    optim_.step();
    return loss;  // FN: attached-return
  }

 private:
  void decay() {
    for (auto& group : optim_.param_groups()) {
      auto& o = static_cast<torch::optim::SGDOptions&>(group.options());
      o.lr(o.lr() * 0.98);
    }
  }

  torch::nn::Sequential net_;
  torch::optim::SGD optim_;
};

class HeartbeatTask {
 public:
  std::string beat(int64_t tick) const { return tick % 100 == 0 ? "alive" : ""; }
};

void registerAll(host::TaskRegistry& registry) {
  auto digits = std::make_shared<DigitTask>();
  registry.add("digits", [digits](int64_t tick) -> host::StepResult { return digits->trainStep(tick); });
  auto heart = std::make_shared<HeartbeatTask>();
  registry.add("heartbeat", [heart](int64_t tick) -> host::StepResult {
    auto s = heart->beat(tick);
    if (s.empty()) return std::monostate{};
    return s;
  });
}

}  // namespace tasks

int main() {
  auto& registry = host::TaskRegistry::global();
  tasks::registerAll(registry);

  std::map<std::string, host::Journal<host::StepResult>> journals;
  for (int64_t tick = 0; tick < 3000000; ++tick) {
    for (const auto& [name, fn] : registry.tasks()) {
      auto& journal = journals[name];
      journal.append(tick, fn(tick));
      if (tick % 500 == 0) {
        std::cout << name << " #" << journal.size() << ' ' << std::visit(host::Describe{}, journal.back()) << '\n';
      }
    }
  }
}
