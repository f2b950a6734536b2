// RUN: %check_rule %s
// What a callable that is kept makes of the last value may be its history.
#include "../Inputs/net.h"
#include <functional>
#include <memory>
#include <vector>

using Activation = std::function<torch::Tensor(torch::Tensor)>;

struct EncoderImpl : torch::nn::Module {
  std::vector<std::shared_ptr<Net>> blocks;
  Net head;
  Activation activation;
  torch::Tensor features_ok(torch::Tensor x) {
    for (auto block : blocks)
      x = block->get()->forward(x);
    return activation(head->forward(x));
  }
};
