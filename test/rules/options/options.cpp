// Each option changes what it says, and nothing else.
// RUN: %clang-tidy --config-file=%S/Inputs/none.yaml %s -- %mock 2>&1 | FileCheck --check-prefix NONE %s
// RUN: %clang-tidy --config-file=%S/Inputs/all.yaml %s -- %mock 2>&1 | FileCheck --check-prefix ALL %s
#include "../Inputs/net.h"
#include <vector>

// Out of sight: only the options say what these do.
namespace own {
struct QuietScope {
  QuietScope();
  ~QuietScope();
};
struct OtherScope {
  OtherScope(int);
  ~OtherScope();
};
struct Archive {
  void put(const torch::Tensor &t);
  void put_copy(const torch::Tensor &t);
  // What an option says goes before the body.
  void put_seen(const torch::Tensor &t) {}
};
struct Monitor {
  void train(Net net, torch::optim::SGD &optimizer);
  void train_tidily(Net net, torch::optim::SGD &optimizer);
  void housekeeping() const;
  void tidy() {}
  void on_sample(Net net, torch::optim::SGD &optimizer, Batch batch);
  mutable std::vector<torch::Tensor> losses, samples;
};
} // namespace own
#define OWN_NO_GRAD() own::OtherScope own_no_grad_(1)
#define OWN_TIMER() own::OtherScope own_timer_(2)

struct Service {
  Net net;
  std::vector<torch::Tensor> results;

  // Its type is a guard.
  void guard_type(torch::Tensor x) {
    own::QuietScope quiet;
    // NONE: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-unguarded-inference]
    results.push_back(net->forward(x));
  }
  // The macro opens one.
  void guard_macro(torch::Tensor x) {
    OWN_NO_GRAD();
    // NONE: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-unguarded-inference]
    results.push_back(net->forward(x));
  }
  // Another macro with the same type opens none.
  void other_macro(torch::Tensor x) {
    OWN_TIMER();
    // NONE: cpp:[[#@LINE+2]]:{{[0-9]+}}: warning: {{.*}} [torchleak-unguarded-inference]
    // ALL: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-unguarded-inference]
    results.push_back(net->forward(x));
  }
  // A guard by macro ends with its scope.
  void macro_scope(torch::Tensor x) {
    {
      OWN_NO_GRAD();
    }
    // NONE: cpp:[[#@LINE+2]]:{{[0-9]+}}: warning: {{.*}} [torchleak-unguarded-inference]
    // ALL: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-ineffective-guard]
    results.push_back(net->forward(x));
  }
};

void train_keep(Net net, torch::optim::SGD &optimizer, own::Archive &archive) {
  while (more()) {
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    // ALL: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-graph-in-container]
    archive.put(loss);
    archive.put_copy(loss);
    // ALL: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-graph-in-container]
    archive.put_seen(loss);
  }
}

// What is out of sight releases.
void own::Monitor::train(Net net, torch::optim::SGD &optimizer) {
  while (more()) {
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    // NONE: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-graph-in-container]
    losses.push_back(loss);
    housekeeping();
  }
}

void own::Monitor::train_tidily(Net net, torch::optim::SGD &optimizer) {
  while (more()) {
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    // NONE: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-graph-in-container]
    losses.push_back(loss);
    tidy();
  }
}

// Likely by itself, definite when it is known to be called per step.
void own::Monitor::on_sample(Net net, torch::optim::SGD &optimizer,
                             Batch batch) {
  auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
  optimizer.zero_grad();
  loss.backward();
  optimizer.step();
  // NONE: cpp:[[#@LINE+2]]:{{[0-9]+}}: warning: {{.*}} [torchleak-graph-in-container]
  // ALL: cpp:[[#@LINE+1]]:{{[0-9]+}}: warning: {{.*}} [torchleak-graph-in-container]
  samples.push_back(loss);
  // NONE: assuming that 'on_sample' is called again and again
  // ALL: note: 'on_sample' runs once per step
}

// NONE-NOT: warning:
// ALL-NOT: warning:
