#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

enum class Event { kBatch, kEpoch };

struct Payload {
  int epoch = 0;
  torch::Tensor loss;
  torch::Tensor logits;
};

class Dispatcher {
 public:
  using Callback = std::function<void(const Payload&)>;
  void on(Event e, Callback cb) { callbacks_[e].push_back(std::move(cb)); }
  void fire(Event e, const Payload& p) {
    for (auto& cb : callbacks_[e]) cb(p);
  }

 private:
  std::map<Event, std::vector<Callback>> callbacks_;
};

class EpochStatistics {
 public:
  void attach(Dispatcher& d) {
    d.on(Event::kBatch, [this](const Payload& p) { batches_.push_back(p); });
    d.on(Event::kEpoch, [this](const Payload& p) { finish(p.epoch); });
  }

 private:
  void finish(int epoch) {
    double loss = 0;
    double confidence = 0;
    for (const auto& b : batches_) {
      loss += b.loss.item<double>();
      confidence += torch::softmax(b.logits, 1).amax(1).mean().item<double>();
    }
    const auto n = static_cast<double>(batches_.size());
    std::cout << "epoch " << epoch << " loss " << loss / n << " confidence " << confidence / n << '\n';
    batches_.clear();
  }

  std::vector<Payload> batches_;
};

class Trainer {
 public:
  explicit Trainer(Dispatcher& d)
      : dispatcher_(d),
        net_(torch::nn::Linear(30, 100), torch::nn::ELU(), torch::nn::Linear(100, 4)),
        opt_(net_->parameters(), torch::optim::AdamOptions(2e-3)) {}

  void fit(int epochs) {
    for (int epoch = 0; epoch < epochs; ++epoch) {
      for (int i = 0; i < 60; ++i) one_batch(epoch);
      dispatcher_.fire(Event::kEpoch, {epoch, {}, {}});
    }
  }

 private:
  void one_batch(int epoch) {
    auto x = torch::randn({64, 30});
    auto y = x.slice(1, 0, 4).argmax(1);
    auto logits = net_->forward(x);
    auto loss = torch::nn::functional::cross_entropy(logits, y);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    dispatcher_.fire(Event::kBatch, {epoch, loss, logits});
  }

  Dispatcher& dispatcher_;
  torch::nn::Sequential net_;
  torch::optim::Adam opt_;
};

int main() {
  Dispatcher dispatcher;
  EpochStatistics stats;
  stats.attach(dispatcher);
  Trainer(dispatcher).fit(100000);
}
