// RUN: %check_rule %s
// Writes of values without history, into new tensors, or cut again.
#include "../Inputs/net.h"
#include <cstdio>
#include <vector>

void staging_ok(Net &net) {
  auto staging = torch::empty({8, 16});
  while (more()) {
    staging.copy_(nextBatch().data);
    staging[0] = nextBatch().data[0];
    net->forward(staging);
  }
}

void detached_ok(Net &critic) {
  auto ring = torch::zeros({64, 4});
  auto value = torch::zeros({1, 4});
  int64_t i = 0;
  while (more()) {
    auto y = critic->forward(nextBatch().data);
    ring[i++ % 64] = y[0].detach();
    value.copy_(y.detach());
  }
}

void cut_again_ok(Net &critic) {
  auto value = torch::zeros({1, 4});
  while (more()) {
    value.copy_(critic->forward(nextBatch().data));
    value.detach_();
  }
}

void guarded_ok(Net &critic) {
  auto value = torch::zeros({1, 4});
  while (more()) {
    auto y = critic->forward(nextBatch().data);
    torch::NoGradGuard guard;
    value.copy_(y);
  }
}

void new_each_round_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    auto b = nextBatch();
    auto out = torch::zeros({8, 4});
    for (int64_t i = 0; i < 8; ++i)
      out[i] = net->forward(b.data[i]);
    opt.zero_grad();
    torch::mse_loss(out, b.target).backward();
    opt.step();
  }
}

torch::Tensor filled_ok(Net &net, const torch::Tensor &x) {
  auto out = torch::zeros({8, 4});
  for (int64_t i = 0; i < 8; ++i)
    out[i] = net->forward(x[i]);
  return out;
}

void labels_ok(Net &net) {
  auto labels = torch::zeros({64}, torch::kLong);
  int64_t i = 0;
  while (more())
    labels[i++ % 64] = net->forward(nextBatch().data).argmax();
}

void target_network_ok(Net &net, Net &target) {
  while (more()) {
    torch::NoGradGuard guard;
    auto source = net->parameters();
    auto copies = target->parameters();
    for (size_t i = 0; i < source.size(); ++i)
      copies[i].copy_(0.01 * source[i] + 0.99 * copies[i]);
  }
}

void through_data_ok(Net &net, Net &target) {
  while (more()) {
    auto source = net->parameters();
    auto copies = target->parameters();
    for (size_t i = 0; i < source.size(); ++i)
      copies[i].data().copy_(source[i].data());
  }
}

void activation_in_place_ok(Net &net) {
  while (more()) {
    auto y = net->forward(nextBatch().data);
    y.relu_().mul_(2);
  }
}

class Tracker {
public:
  void observe(const torch::Tensor &x) {
    torch::NoGradGuard guard;
    features_[next_++ % 128] = net_->forward(x)[0];
  }

private:
  Net net_;
  int64_t next_ = 0;
  torch::Tensor features_ = torch::zeros({128, 4});
};

// One row for each detection, gone with the function.
torch::Tensor masks_ok(Net &net, torch::Tensor boxes, torch::Tensor &out) {
  int64_t n = boxes.size(0);
  auto predictions = net->forward(boxes);
  auto selected = torch::ones({n, 4});
  for (int64_t i = 0; i < n; ++i)
    selected[i] = predictions[i];
  out = selected > 0.5;
  return boxes;
}
