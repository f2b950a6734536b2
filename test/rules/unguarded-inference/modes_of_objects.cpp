// RUN: %check_rule %s
// Without a caller in sight: a class whose constructor switches grad mode off
// for the thread that makes its objects.
#include "../Inputs/net.h"
#include <thread>
#include <vector>

class Quiet {
public:
  Quiet() { torch::GradMode::set_enabled(false); }
  void see_ok() { kept_.push_back(net_->forward(nextBatch().data)); }
  void work() {
    // Another thread starts with grad mode on.
    std::thread worker([this] {
      while (more())
        kept_.push_back(net_->forward(nextBatch().data)); // WARN: unguarded-inference
    });
    worker.join();
  }

private:
  Net net_;
  std::vector<torch::Tensor> kept_;
};

class Loud {
public:
  Loud() {
    const bool before = torch::GradMode::is_enabled();
    torch::GradMode::set_enabled(false);
    warm_ = net_->forward(nextBatch().data);
    torch::GradMode::set_enabled(before);
  }
  void see_bad() { kept_.push_back(net_->forward(nextBatch().data)); } // WARN: unguarded-inference

private:
  Net net_;
  torch::Tensor warm_;
  std::vector<torch::Tensor> kept_;
};
