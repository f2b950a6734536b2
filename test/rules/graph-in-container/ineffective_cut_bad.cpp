// RUN: %check_rule %s
// Copies, casts, moves and views that do not cut the history.
#include "../Inputs/net.h"
#include <vector>

struct Log {
  std::vector<torch::Tensor> values;
};

void copies_bad(Net &net, torch::optim::SGD &opt, Log &log) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    kept.push_back(loss.clone());                    // WARN: graph-in-container
    kept.push_back(loss.cpu());                      // WARN: graph-in-container
    kept.push_back(loss.to(torch::kCPU));            // WARN: graph-in-container
    kept.push_back(loss.to(torch::kFloat64));        // WARN: graph-in-container
    kept.push_back(loss.contiguous());               // WARN: graph-in-container
    kept.push_back(loss.squeeze());                  // WARN: graph-in-container
    kept.push_back(loss.view({-1}));                 // WARN: graph-in-container
    kept.push_back(loss.unsqueeze(0).clone().cpu()); // WARN: graph-in-container
  }
}

void copied_first_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    auto out = net->forward(nextBatch().data);
    torch::Tensor copy = out.clone();
    out.mean().backward();
    opt.step();
    kept.push_back(copy); // WARN: graph-in-container
  }
}

void set_requires_grad_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    auto out = net->forward(nextBatch().data);
    out.mean().backward();
    opt.step();
    auto result = out.relu();
    result.set_requires_grad(false);
    kept.push_back(result); // WARN: graph-in-container
  }
}

// detach() returns a tensor; called for its effect alone it has none.
void detach_dropped_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    loss.detach();
    kept.push_back(loss); // WARN: graph-in-container
  }
}

// A guard cannot cut what was computed before it.
void guard_too_late_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    torch::NoGradGuard no_grad;
    kept.push_back(loss); // WARN: graph-in-container
  }
}

void detached_then_attached_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    auto hidden = net->forward(nextBatch().data).detach();
    auto out = net->forward(hidden);
    out.mean().backward();
    opt.step();
    kept.push_back(hidden);
    kept.push_back(out); // WARN: graph-in-container
  }
}
