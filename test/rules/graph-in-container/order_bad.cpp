// RUN: %check_rule %s
// A backward frees the activations of what is kept, before or after it is kept.
#include "../Inputs/net.h"
#include <vector>

void before_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    opt.zero_grad();
    auto loss = net->forward(nextBatch().data).mean();
    losses.push_back(loss); // WARN: graph-in-container // NOTE: frees the saved activations
    loss.backward();
    opt.step();
  }
}

void skips_before_both_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    Batch b = nextBatch();
    if (!b.data.defined())
      continue;
    auto loss = net->forward(b.data).mean();
    losses.push_back(loss); // WARN: graph-in-container // NOTE: frees the saved activations
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

void skips_backward_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    Batch b = nextBatch();
    auto loss = net->forward(b.data).mean();
    losses.push_back(loss); // WARN: graph-in-container // NOTE: the activations stay too
    if (!b.target.defined())
      continue;
    loss.backward();
    opt.step();
  }
}

void every_second_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; more(); ++i) {
    auto loss = net->forward(nextBatch().data).mean();
    losses.push_back(loss); // WARN: graph-in-container // NOTE: the activations stay too
    if (i % 2)
      loss.backward();
    opt.step();
  }
}

void one_of_two_ways_bad(Net &net, torch::optim::SGD &opt, bool scale) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    if (scale)
      losses.push_back(loss); // WARN: graph-in-container // NOTE: frees the saved activations
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}
