// A small trainable network that the rule tests share.
#ifndef RULE_TEST_NET_H
#define RULE_TEST_NET_H

#include <torch/torch.h>

struct NetImpl : torch::nn::Module {
  NetImpl(int64_t in = 16, int64_t out = 4)
      : fc1(register_module("fc1", torch::nn::Linear(in, 64))),
        fc2(register_module("fc2", torch::nn::Linear(64, out))) {}
  torch::Tensor forward(torch::Tensor x) {
    return fc2->forward(torch::relu(fc1->forward(x)));
  }
  torch::nn::Linear fc1, fc2;
};
TORCH_MODULE(Net);

struct Batch {
  torch::Tensor data, target;
};

Batch nextBatch();
bool more();

#endif
