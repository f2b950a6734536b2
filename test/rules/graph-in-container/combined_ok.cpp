// RUN: %check_rule %s
// Local containers that are combined into one value and die.
#include "../Inputs/net.h"
#include <deque>
#include <numeric>
#include <tuple>
#include <vector>

torch::Tensor cat_ok(Net &net, const std::vector<torch::Tensor> &chunks) {
  std::vector<torch::Tensor> outputs;
  for (const auto &chunk : chunks)
    outputs.push_back(net->forward(chunk));
  return torch::cat(outputs, 0);
}

void stack_then_backward_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    std::vector<torch::Tensor> losses;
    for (int i = 0; i < 8; ++i) {
      Batch b = nextBatch();
      losses.push_back(torch::mse_loss(net->forward(b.data), b.target));
    }
    auto total = torch::stack(losses).mean();
    opt.zero_grad();
    total.backward();
    opt.step();
  }
}

void summed_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; i < 8; ++i) {
    Batch b = nextBatch();
    losses.push_back(torch::mse_loss(net->forward(b.data), b.target));
  }
  torch::Tensor total = torch::zeros({});
  for (const auto &l : losses)
    total = total + l;
  total.backward();
  opt.step();
}

void accumulated_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; i < 8; ++i)
    losses.push_back(net->forward(nextBatch().data).mean());
  auto total = std::accumulate(losses.begin() + 1, losses.end(), losses[0]);
  total.backward();
  opt.step();
}

// Backpropagation through time: one sequence, one backward.
void bptt_ok(torch::nn::GRUCell &cell, torch::nn::Linear &head,
             torch::optim::Adam &opt) {
  for (int epoch = 0; epoch < 100; ++epoch) {
    Batch b = nextBatch();
    auto h = torch::zeros({8, 32});
    std::vector<torch::Tensor> outs;
    for (int64_t t = 0; t < b.data.size(1); ++t) {
      h = cell->forward(b.data.select(1, t), h);
      outs.push_back(head->forward(h));
    }
    auto loss = torch::mse_loss(torch::stack(outs, 1), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

torch::Tensor sequence_loss_ok(torch::nn::LSTMCell &cell, torch::Tensor xs,
                               torch::Tensor target) {
  torch::Tensor h = torch::zeros({8, 32}), c = torch::zeros({8, 32});
  std::vector<torch::Tensor> hs;
  for (const auto &x : xs.unbind(0)) {
    std::tie(h, c) = cell->forward(x, std::make_tuple(h, c));
    hs.push_back(h);
  }
  return torch::mse_loss(torch::cat(hs, 0), target);
}

// Multi-scale outputs, skip connections.
struct PyramidImpl : torch::nn::Module {
  PyramidImpl() {
    for (int i = 0; i < 4; ++i) {
      stages->push_back(torch::nn::Linear(16, 16));
      heads.push_back(register_module("head" + std::to_string(i),
                                      torch::nn::Linear(16, 4)));
    }
    register_module("stages", stages);
  }

  std::vector<torch::Tensor> forward(torch::Tensor x) {
    std::vector<torch::Tensor> outputs;
    for (size_t i = 0; i < heads.size(); ++i) {
      x = torch::relu(stages[i]->as<torch::nn::Linear>()->forward(x));
      outputs.push_back(heads[i]->forward(x));
    }
    return outputs;
  }

  torch::Tensor fused(torch::Tensor x) {
    std::vector<torch::Tensor> skips;
    for (auto &head : heads)
      skips.emplace_back(head(x));
    while (!skips.empty()) {
      x = x + skips.back().mean();
      skips.pop_back();
    }
    return x;
  }

  torch::nn::ModuleList stages;
  std::vector<torch::nn::Linear> heads;
};
TORCH_MODULE(Pyramid);

void pyramid_ok(Pyramid &net, torch::optim::SGD &opt) {
  while (more()) {
    Batch b = nextBatch();
    std::vector<torch::Tensor> losses;
    for (const auto &out : net->forward(b.data))
      losses.push_back(torch::mse_loss(out, b.target));
    auto loss = torch::stack(losses).sum();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

// Outputs in a local container that the caller gets.
std::vector<torch::Tensor> returned_ok(Net &net,
                                       const std::vector<Batch> &batches) {
  std::vector<torch::Tensor> outputs;
  outputs.reserve(batches.size());
  for (const auto &b : batches)
    outputs.push_back(net->forward(b.data));
  return outputs;
}

void returned_used_ok(Net &net, torch::optim::SGD &opt,
                      const std::vector<Batch> &batches) {
  for (int i = 0; i < 100; ++i) {
    auto outputs = returned_ok(net, batches);
    torch::cat(outputs).mean().backward();
    opt.step();
  }
}
