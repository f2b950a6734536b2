// RUN: %check_rule %s
// Callbacks of a class in sight: each is told once that training begins, and
// then of every step.
#include "../Inputs/net.h"
#include <memory>
#include <vector>

struct Info {
  int step;
  const torch::Tensor &loss;
};

struct Callback {
  virtual ~Callback() = default;
  virtual void begin() {}
  virtual void end(const Info &info) = 0;
};

class Mean : public Callback {
public:
  void begin() override { total_ = torch::zeros({}); }
  void end(const Info &info) override {
    total_ += info.loss; // WARN: graph-accumulation
  }

private:
  torch::Tensor total_;
};

int main() {
  Net net;
  torch::optim::SGD opt(net->parameters(), 0.1);
  std::vector<std::unique_ptr<Callback>> callbacks;
  callbacks.push_back(std::make_unique<Mean>());
  for (auto &callback : callbacks)
    callback->begin();
  for (int i = 0; i < 1000000; ++i) {
    auto loss = torch::mse_loss(net->forward(nextBatch().data), nextBatch().target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    for (auto &callback : callbacks)
      callback->end({i, loss});
  }
}
