// RUN: %check_rule %s
// States that are cut, guarded, set anew, or trained through.
#include "../Inputs/net.h"
#include <deque>
#include <map>
#include <tuple>
#include <cstdio>
#include <vector>

void through_time_ok(torch::nn::GRUCell cell, torch::nn::Linear head,
                     torch::optim::SGD &opt) {
  while (more()) {
    auto b = nextBatch();
    auto h = torch::zeros({1, 32});
    for (int64_t t = 0; t < b.data.size(0); ++t)
      h = cell->forward(b.data[t], h);
    auto loss = torch::mse_loss(head->forward(h), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

void truncated_ok(torch::nn::LSTMCell cell, torch::nn::Linear head,
                  torch::optim::SGD &opt) {
  torch::Tensor h = torch::zeros({1, 32}), c = torch::zeros({1, 32});
  while (more()) {
    auto b = nextBatch();
    std::tie(h, c) = cell->forward(b.data, std::make_tuple(h, c));
    auto loss = torch::mse_loss(head->forward(h), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    h.detach_();
    c.detach_();
  }
}

void cut_before_ok(torch::nn::GRUCell cell) {
  auto h = torch::zeros({1, 32});
  while (more())
    h = cell->forward(nextBatch().data, h.detach());
}

void cut_now_and_then_ok(torch::nn::GRUCell cell) {
  auto h = torch::zeros({1, 32});
  int t = 0;
  while (more()) {
    h = cell->forward(nextBatch().data, h);
    if (++t % 32 == 0)
      h = h.detach();
  }
}

void guarded_ok(torch::nn::GRUCell cell) {
  torch::InferenceMode guard;
  auto h = torch::zeros({1, 32});
  while (more())
    h = cell->forward(nextBatch().data, h);
}

std::vector<torch::Tensor> unrolled_ok(torch::nn::GRUCell &cell,
                                       const torch::Tensor &x) {
  std::vector<torch::Tensor> outputs;
  auto h = torch::zeros({1, 32});
  for (int64_t t = 0; t < x.size(0); ++t) {
    h = cell->forward(x[t], h);
    outputs.push_back(h);
  }
  return outputs;
}

int64_t layers_ok(std::vector<torch::nn::Linear> &layers, torch::Tensor x) {
  for (auto &layer : layers)
    x = torch::relu(layer->forward(x));
  for (size_t i = 0; i < layers.size(); ++i)
    x = layers[i]->forward(x);
  return x.argmax().item<int64_t>();
}

void same_name_each_round_ok(Net &net) {
  torch::Tensor x;
  while (more()) {
    x = nextBatch().data;
    x = torch::relu(x);
    x = net->forward(x);
  }
}

// One sequence at a time: what h owns is dropped with it.
static float score(torch::nn::GRUCell &cell, const std::vector<Batch> &steps) {
  auto h = torch::zeros({1, 32});
  for (const auto &s : steps)
    h = cell->forward(s.data, h);
  return h.sum().item<float>();
}

void scores_ok(torch::nn::GRUCell &cell, const std::vector<Batch> &steps) {
  while (more())
    printf("%f\n", score(cell, steps));
}

void best_so_far_ok(Net &net) {
  torch::Tensor best;
  while (more()) {
    auto out = net->forward(nextBatch().data);
    if (!best.defined() || out.sum().item<float>() > best.sum().item<float>())
      best = out;
  }
}

void tokens_ok(Net &net) {
  auto tokens = torch::zeros({1, 16});
  while (more())
    tokens = torch::cat({tokens, net->forward(tokens).argmax(-1)});
}

void data_only_ok() {
  auto x = torch::zeros({1, 16});
  while (more())
    x = torch::tanh(x + nextBatch().data);
}

void fresh_window_ok(torch::nn::GRUCell cell) {
  std::deque<torch::Tensor> window{torch::zeros({1, 32})};
  while (more()) {
    window.push_back(
        cell->forward(nextBatch().data, window.back().detach()));
    if (window.size() > 8)
      window.pop_front();
  }
}

class Stream {
public:
  void push(const torch::Tensor &x) {
    hidden_ = cell_->forward(x, hidden_).detach();
  }

private:
  torch::nn::GRUCell cell_{16, 32};
  torch::Tensor hidden_ = torch::zeros({1, 32});
};

class Episodes {
public:
  void begin() { hidden_ = torch::zeros({1, 32}); }
  int64_t act(const torch::Tensor &x) {
    hidden_ = cell_->forward(x, hidden_);
    return hidden_.argmax().item<int64_t>();
  }

private:
  torch::nn::GRUCell cell_{16, 32};
  torch::Tensor hidden_;
};

class Guarded {
public:
  void push(const torch::Tensor &x) {
    torch::NoGradGuard guard;
    std::tie(h_, c_) = cell_->forward(x, std::make_tuple(h_, c_));
  }

private:
  torch::nn::LSTMCell cell_{16, 32};
  torch::Tensor h_ = torch::zeros({1, 32}), c_ = torch::zeros({1, 32});
};

class ResetOnEnd {
public:
  void push(const torch::Tensor &x, bool last) {
    hidden_ = cell_->forward(x, hidden_);
    if (last)
      hidden_ = torch::zeros({1, 32});
  }

private:
  torch::nn::GRUCell cell_{16, 32};
  torch::Tensor hidden_ = torch::zeros({1, 32});
};

// Through the layers of a model, in a member, anew for each input.
class Stack {
public:
  torch::Tensor through_layers_ok(torch::Tensor x) {
    current_ = x;
    for (size_t i = 0; i < layers_.size(); ++i)
      current_ = layers_[i]->forward(current_);
    return current_;
  }

private:
  std::vector<torch::nn::Linear> layers_;
  torch::Tensor current_;
};

void stack_ok(Stack &stack) {
  while (more())
    stack.through_layers_ok(nextBatch().data).sum().backward();
}
