// RUN: %check_rule %s
// Writes into tensors that live on: nothing that is overwritten is forgotten.
#include "../Inputs/net.h"
#include <cstdio>
#include <vector>

void copied_bad(Net &critic) {
  auto value = torch::zeros({1, 4});
  while (more()) {
    value.copy_(critic->forward(nextBatch().data)); // WARN: inplace-history // FIX: value.copy_(critic->forward(nextBatch().data).detach());
    printf("%f\n", value.sum().item<float>());
  }
}

void zeroed_first_bad(Net &critic) {
  auto value = torch::zeros({1, 4});
  while (more()) {
    value.zero_();
    value.copy_(critic->forward(nextBatch().data)); // WARN: inplace-history
  }
}

void ring_bad(Net &critic) {
  auto ring = torch::zeros({64, 4});
  int64_t i = 0;
  while (more())
    ring[i++ % 64] = critic->forward(nextBatch().data)[0]; // WARN: inplace-history // FIX: = (critic->forward(nextBatch().data)[0]).detach();
}

void slice_bad(Net &critic) {
  auto ring = torch::zeros({64, 4});
  int64_t i = 0;
  while (more()) {
    ring.narrow(0, i++ % 64, 1).copy_(critic->forward(nextBatch().data)); // WARN: inplace-history
    ring.select(0, 3) = critic->forward(nextBatch().data)[0]; // WARN: inplace-history
  }
}

void row_bad(Net &critic) {
  auto table = torch::zeros({64, 4});
  while (more()) {
    auto row = table[3];
    row.copy_(critic->forward(nextBatch().data)[0]); // WARN: inplace-history
  }
}

void put_bad(Net &critic, torch::Tensor where) {
  auto table = torch::zeros({64, 4});
  while (more())
    table.index_put_({where}, critic->forward(nextBatch().data)); // WARN: inplace-history
}

void lerp_bad(torch::nn::Linear layer) {
  auto average = layer->weight.detach().clone();
  while (more())
    average.lerp_(layer->weight, 0.01); // WARN: inplace-history
}

class Tracker {
public:
  void observe(const torch::Tensor &x) {
    auto feature = net_->forward(x);
    features_[next_++ % 128] = feature[0]; // WARN: inplace-history
    last_.copy_(feature); // WARN: inplace-history
  }

private:
  Net net_;
  int64_t next_ = 0;
  torch::Tensor features_ = torch::zeros({128, 4});
  torch::Tensor last_ = torch::zeros({1, 4});
};
