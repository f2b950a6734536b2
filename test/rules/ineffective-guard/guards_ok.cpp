// RUN: %check_rule %s
// Guards that do guard, guards that guard something else, and guards that
// guard nothing where nothing is kept.
#include "../Inputs/net.h"
#include <functional>
#include <thread>
#include <cstdio>
#include <vector>

void copied_guard_ok(Net &net) {
  auto guard = torch::NoGradGuard();
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(net->forward(nextBatch().data));
}

void assigned_guard_ok(Net &net) {
  torch::NoGradGuard guard = torch::NoGradGuard();
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(net->forward(nextBatch().data));
}

void braces_ok(Net &net) {
  torch::InferenceMode guard{};
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(net->forward(nextBatch().data));
}

void dropped_results_ok(Net &net) {
  torch::NoGradGuard();
  while (more())
    printf("%f\n", net->forward(nextBatch().data).sum().item<float>());
}

void detached_results_ok(Net &net) {
  torch::NoGradGuard guard();
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(net->forward(nextBatch().data).detach());
}

void braced_if_ok(Net &net, bool training) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    if (!training) {
      torch::NoGradGuard guard;
      kept.push_back(net->forward(nextBatch().data));
    }
  }
}

void two_guards_ok(Net &net) {
  torch::NoGradGuard();
  torch::NoGradGuard guard;
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(net->forward(nextBatch().data));
}

void training_ok(Net &net, torch::optim::SGD &opt) {
  {
    torch::NoGradGuard guard;
  }
  while (more()) {
    auto b = nextBatch();
    opt.zero_grad();
    torch::mse_loss(net->forward(b.data), b.target).backward();
    opt.step();
  }
}

class Detector {
public:
  explicit Detector(Net net) : net_(net) {
    torch::NoGradGuard guard;
    net_->eval();
  }
  int64_t detect(const torch::Tensor &x) {
    torch::NoGradGuard guard;
    last_.push_back(net_->forward(x));
    return 0;
  }

private:
  Net net_;
  std::vector<torch::Tensor> last_;
};

void thread_with_its_own_ok(Net &net) {
  torch::NoGradGuard guard;
  std::vector<torch::Tensor> kept;
  std::thread worker([&] {
    torch::NoGradGuard inner;
    while (more())
      kept.push_back(net->forward(nextBatch().data));
  });
  worker.join();
}

void called_here_ok(Net &net) {
  torch::NoGradGuard guard;
  std::vector<torch::Tensor> kept;
  auto step = [&] { kept.push_back(net->forward(nextBatch().data)); };
  while (more())
    step();
}
