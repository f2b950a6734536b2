// RUN: %check_rule %s
// Guards of objects: in another thread, or gone with the constructor.
#include "../Inputs/net.h"
#include <thread>
#include <vector>

using torch::Tensor;

class Runtime {
public:
  Runtime() {
    for (int i = 0; i < 4; ++i)
      threads_.emplace_back(&Runtime::work, this);
  }

private:
  void work() {
    while (more())
      finished_.push_back( // WARN: ineffective-guard
          net_->forward(nextBatch().data));
  }
  torch::NoGradGuard guard_;
  Net net_;
  std::vector<Tensor> finished_;
  std::vector<std::thread> threads_;
};

// The loop trains, too; the scope is there for what is not training.
struct EvalScope {
  torch::nn::Module &module;
  explicit EvalScope(torch::nn::Module &m) : module(m) {
    torch::NoGradGuard guard;
    module.eval();
  }
  ~EvalScope() { module.train(); }
};
class Reports {
public:
  void add(Net &net) {
    EvalScope scope(*net);
    kept_.push_back( // WARN: ineffective-guard
        net->forward(nextBatch().data));
  }

private:
  std::vector<Tensor> kept_;
};

void serve() { Runtime runtime; }

void train() {
  Net net;
  torch::optim::SGD sgd(net->parameters(), 0.1);
  Reports reports;
  while (more()) {
    sgd.zero_grad();
    net->forward(nextBatch().data).sum().backward();
    sgd.step();
    reports.add(net);
  }
}
