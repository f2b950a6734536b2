// RUN: %check_rule %s
// Guards that do not cover the computation.
#include "../Inputs/net.h"
#include <vector>

void ended_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    Batch b = nextBatch();
    {
      torch::NoGradGuard no_grad;
      kept.push_back(net->forward(b.data));
    }
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward();
    opt.step();
    kept.push_back(loss); // WARN: graph-in-container
  }
}

void enabled_again_bad(Net &net) {
  torch::NoGradGuard no_grad;
  std::vector<torch::Tensor> kept;
  while (more()) {
    Batch b = nextBatch();
    torch::AutoGradMode enable(true);
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward();
    kept.push_back(loss); // WARN: graph-in-container
  }
}

void mode_true_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    torch::AutoGradMode mode(true);
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    kept.push_back(loss); // WARN: graph-in-container
  }
}

void inference_mode_off_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    c10::InferenceMode off(false);
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    kept.push_back(loss); // WARN: graph-in-container
  }
}

static torch::Tensor frozen(Net &net, torch::Tensor x) {
  torch::NoGradGuard no_grad;
  return net->forward(x);
}

static torch::Tensor live(Net &net, torch::Tensor x) {
  return net->forward(x);
}

// The guard in one helper says nothing about the other.
void guard_in_callee_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    Batch b = nextBatch();
    kept.push_back(frozen(net, b.data));
    auto out = live(net, b.data);
    out.mean().backward();
    opt.step();
    kept.push_back(out); // WARN: graph-in-container
    kept.push_back(live(net, frozen(net, b.data))); // WARN: graph-in-container
  }
}
