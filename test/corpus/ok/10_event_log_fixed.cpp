#include <torch/torch.h>
#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using Clock = std::chrono::steady_clock;

class EventLog {
 public:
  struct Event {
    Clock::time_point when;
    std::string what;
    torch::Tensor payload;
  };
  void emit(std::string what, torch::Tensor payload) {
    events_.push_back({Clock::now(), std::move(what), std::move(payload)});
  }
  const std::vector<Event>& events() const {
    return events_;
  }

 private:
  std::vector<Event> events_;
};

class Trainer {
 public:
  using Hook = std::function<void(const torch::Tensor&)>;
  Trainer(torch::nn::Sequential net, double lr) : net_(std::move(net)), opt_(net_->parameters(), lr) {
  }
  void on_loss(Hook h) {
    hooks_.push_back(std::move(h));
  }
  void fit(int steps) {
    for (int i = 0; i < steps; ++i) {
      auto x = torch::randn({16, 8});
      auto loss = net_->forward(x).pow(2).mean();
      opt_.zero_grad();
      loss.backward();
      opt_.step();
      for (auto& h : hooks_)
        h(loss);
    }
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::SGD opt_;
  std::vector<Hook> hooks_;
};

int main() {
  EventLog log;
  Trainer trainer(torch::nn::Sequential(torch::nn::Linear(8, 8), torch::nn::Tanh()), 0.1);
  trainer.on_loss([&log](const torch::Tensor& l) {
    log.emit("loss", l.detach());
  });
  trainer.fit(10000);
}
