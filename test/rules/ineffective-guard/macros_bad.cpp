// RUN: %check_rule %s
// Guards that guard nothing, written out and through macros: the same answer.
#include "../Inputs/net.h"
#include <vector>

#define NO_GRAD() torch::NoGradGuard()
#define NO_GRAD_BY_NAME torch::NoGradGuard{}
#define INFERENCE(on) c10::InferenceMode(on)
#define AGAIN(x) NO_GRAD()
#define SCOPED                                                                 \
  do {                                                                         \
    torch::NoGradGuard guard;                                                  \
  } while (false)
#define DECLARED torch::NoGradGuard guard()
#define GUARDED_PUSH(list, value)                                              \
  torch::NoGradGuard();                                                        \
  list.push_back(value)
#define PUSH_GUARDED(list, value)                                              \
  list.push_back(value);                                                       \
  torch::NoGradGuard()

class Service {
public:
  void written_bad() {
    torch::NoGradGuard();
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  void macro_bad() {
    NO_GRAD();
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  void braces_bad() {
    NO_GRAD_BY_NAME;
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  void functional_bad() {
    torch::AutoGradMode(false);
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  void argument_bad() {
    INFERENCE(true);
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  void nested_bad() {
    AGAIN(1);
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  void scope_bad() {
    SCOPED;
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  void declared_bad() {
    DECLARED;
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  void together_bad() {
    GUARDED_PUSH(kept_, net_->forward(nextBatch().data)); // WARN: ineffective-guard
  }
  // A guard that comes later was not meant for it.
  void later_bad() {
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: unguarded-inference
    torch::NoGradGuard();
  }
  void macroLater_bad() {
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: unguarded-inference
    NO_GRAD();
  }
  void togetherLater_bad() {
    PUSH_GUARDED(kept_, net_->forward(nextBatch().data)); // WARN: unguarded-inference
  }
  // Nor is one that would have switched grad mode on.
  void on_bad() {
    torch::AutoGradMode(true);
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: unguarded-inference
  }
  void notInference_bad() {
    INFERENCE(false);
    kept_.push_back(net_->forward(nextBatch().data)); // WARN: unguarded-inference
  }
  // Or one on another branch.
  void otherBranch_bad(bool evaluate) {
    if (evaluate)
      NO_GRAD();
    else
      kept_.push_back(net_->forward(nextBatch().data)); // WARN: unguarded-inference
  }

private:
  Net net_;
  std::vector<torch::Tensor> kept_;
};
