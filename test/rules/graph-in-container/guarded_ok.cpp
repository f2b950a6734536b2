// RUN: %check_rule %s
// Gradients are off where the value is computed.
#include "../Inputs/net.h"
#include <functional>
#include <thread>
#include <vector>

#define NO_GRAD torch::NoGradGuard no_grad_guard_here
using Guard = torch::NoGradGuard;
typedef c10::InferenceMode Inference;

static torch::Tensor loss_of(Net &net, const Batch &b) {
  return torch::mse_loss(net->forward(b.data), b.target);
}

void before_loop_ok(Net &net) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

void in_loop_ok(Net &net) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    c10::InferenceMode guard;
    losses.push_back(loss_of(net, nextBatch()));
  }
}

void mode_off_ok(Net &net) {
  torch::AutoGradMode off(false);
  std::vector<torch::Tensor> losses;
  while (more()) {
    auto loss = loss_of(net, nextBatch());
    losses.push_back(loss);
  }
}

void auto_ok(Net &net) {
  auto guard = torch::NoGradGuard();
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

void alias_ok(Net &net) {
  Guard guard;
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

void alias_inference_ok(Net &net) {
  Inference guard{true};
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

void macro_ok(Net &net) {
  NO_GRAD;
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

void inner_block_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    loss_of(net, nextBatch()).backward();
    opt.step();
    {
      torch::NoGradGuard no_grad;
      losses.push_back(loss_of(net, nextBatch()));
    }
  }
}

void computed_under_guard_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    loss_of(net, nextBatch()).backward();
    opt.step();
    torch::Tensor value;
    {
      torch::NoGradGuard no_grad;
      value = loss_of(net, nextBatch());
    }
    losses.push_back(value);
  }
}

void global_switch_ok(Net &net) {
  torch::GradMode::set_enabled(false);
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

void smart_pointer_ok(Net &net) {
  auto guard = std::make_unique<torch::NoGradGuard>();
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

// The guard is a member, or in a base, of a scope object.
struct EvalScope {
  explicit EvalScope(Net &net) : net(net) { net->eval(); }
  ~EvalScope() { net->train(); }
  Net &net;
  torch::NoGradGuard no_grad;
};

void member_ok(Net &net) {
  EvalScope scope(net);
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

struct Quiet : torch::NoGradGuard {};

void derived_ok(Net &net) {
  Quiet quiet;
  std::vector<torch::Tensor> losses;
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

// The caller, all callers, hold it.
static void validate(Net &net, std::vector<torch::Tensor> &losses) {
  while (more())
    losses.push_back(loss_of(net, nextBatch()));
}

void caller_ok(Net &net) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> losses;
  for (int epoch = 0; epoch < 100; ++epoch)
    validate(net, losses);
}

static torch::Tensor quiet_loss(Net &net, const Batch &b) {
  torch::NoGradGuard no_grad;
  return loss_of(net, b);
}

void callee_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    loss_of(net, nextBatch()).backward();
    opt.step();
    losses.push_back(quiet_loss(net, nextBatch()));
  }
}

void lambda_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  auto eval = [&](const Batch &b) {
    torch::NoGradGuard no_grad;
    losses.push_back(loss_of(net, b));
  };
  while (more()) {
    loss_of(net, nextBatch()).backward();
    opt.step();
    eval(nextBatch());
  }
}

void thread_ok(Net &net) {
  std::vector<torch::Tensor> losses;
  std::thread worker([&] {
    torch::NoGradGuard no_grad;
    while (more())
      losses.push_back(loss_of(net, nextBatch()));
  });
  worker.join();
}
