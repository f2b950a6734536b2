// RUN: %check_rule %s
// Ways of training that keep graphs on purpose, for a while.
#include "../Inputs/net.h"
#include <optional>
#include <tuple>
#include <vector>

void gradient_accumulation_ok(Net &net, torch::optim::SGD &opt) {
  const int k = 4;
  for (int i = 0; more(); ++i) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target) / k;
    loss.backward();
    if ((i + 1) % k == 0) {
      opt.step();
      opt.zero_grad();
    }
  }
}

void accumulate_losses_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> pending;
  for (int i = 0; more(); ++i) {
    Batch b = nextBatch();
    pending.push_back(torch::mse_loss(net->forward(b.data), b.target));
    if (pending.size() == 4) {
      opt.zero_grad();
      torch::stack(pending).mean().backward();
      opt.step();
      pending.clear();
    }
  }
}

void lbfgs_ok(Net &net, torch::optim::LBFGS &opt) {
  for (int i = 0; i < 100; ++i) {
    Batch b = nextBatch();
    auto closure = [&]() -> torch::Tensor {
      opt.zero_grad();
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      return loss;
    };
    auto loss = opt.step(closure);
    (void)loss.item<float>();
  }
}

// Model-agnostic meta learning: the inner loop builds a graph over K steps.
void maml_ok(Net &net, torch::optim::Adam &meta) {
  for (int iteration = 0; iteration < 1000; ++iteration) {
    std::vector<torch::Tensor> task_losses;
    for (int task = 0; task < 4; ++task) {
      std::vector<torch::Tensor> fast = net->parameters();
      for (int k = 0; k < 5; ++k) {
        Batch b = nextBatch();
        auto out = torch::relu(b.data.matmul(fast[0].t()) + fast[1]);
        auto loss =
            torch::mse_loss(out.matmul(fast[2].t()) + fast[3], b.target);
        auto grads = torch::autograd::grad({loss}, fast, {}, true, true);
        std::vector<torch::Tensor> next;
        for (size_t i = 0; i < fast.size(); ++i)
          next.push_back(fast[i] - 0.01 * grads[i]);
        fast = next;
      }
      Batch q = nextBatch();
      auto out = torch::relu(q.data.matmul(fast[0].t()) + fast[1]);
      task_losses.push_back(out.mean());
    }
    meta.zero_grad();
    torch::stack(task_losses).sum().backward();
    meta.step();
  }
}

// Truncated backpropagation through time.
void hidden_detached_ok(torch::nn::LSTM &lstm, torch::nn::Linear &head,
                        torch::optim::SGD &opt) {
  auto h = torch::zeros({1, 8, 32}), c = torch::zeros({1, 8, 32});
  std::vector<torch::Tensor> states;
  while (more()) {
    Batch b = nextBatch();
    torch::Tensor out;
    std::tuple<torch::Tensor, torch::Tensor> state;
    std::tie(out, state) = lstm->forward(b.data, std::make_tuple(h, c));
    std::tie(h, c) = state;
    h.detach_();
    c.detach_();
    states.push_back(h);
    opt.zero_grad();
    torch::mse_loss(head->forward(out), b.target).backward();
    opt.step();
  }
}

void last_value_ok(Net &net, torch::optim::SGD &opt) {
  torch::Tensor last, best;
  std::optional<torch::Tensor> first;
  struct {
    torch::Tensor loss;
  } state;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    last = loss;
    state.loss = loss;
    if (!best.defined() || loss.item<float>() < best.item<float>())
      best = loss;
    if (!first)
      first = loss;
  }
}

class LastLoss {
public:
  void step(Net &net, torch::optim::SGD &opt) {
    auto loss = net->forward(nextBatch().data).mean();
    loss.backward();
    opt.step();
    last_ = loss;
  }
  float value() const { return last_.item<float>(); }

private:
  torch::Tensor last_;
};

// Gradient penalty: local lists of gradients.
void penalty_ok(Net &critic, torch::optim::Adam &opt) {
  while (more()) {
    Batch b = nextBatch();
    auto alpha = torch::rand({8, 1});
    auto mixed = (alpha * b.data + (1 - alpha) * b.target).requires_grad_(true);
    auto out = critic->forward(mixed);
    auto grads = torch::autograd::grad({out}, {mixed}, {torch::ones_like(out)},
                                       true, true);
    std::vector<torch::Tensor> terms;
    for (const auto &g : grads)
      terms.push_back((g.norm(2, 1) - 1).pow(2).mean());
    auto loss = out.mean() + 10 * torch::stack(terms).sum();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}
