// RUN: %check_rule %s
// States that own everything they were computed from.
#include "../Inputs/net.h"
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <cstdio>
#include <vector>

void local_state_bad(torch::nn::GRUCell cell, torch::nn::Linear head) {
  auto h = torch::zeros({1, 32});
  while (more()) {
    h = cell->forward(nextBatch().data, h); // WARN: recurrent-state // FIX: h = cell->forward(nextBatch().data, h).detach();
    printf("%f\n", head->forward(h).item<float>());
  }
}

// retain_graph turns the error of the second backward into a leak.
void retained_bad(torch::nn::GRUCell cell, torch::nn::Linear head,
                  torch::optim::SGD &opt) {
  auto h = torch::zeros({1, 32});
  while (more()) {
    auto b = nextBatch();
    h = cell->forward(b.data, h); // WARN: recurrent-state
    auto loss = torch::mse_loss(head->forward(h), b.target);
    opt.zero_grad();
    loss.backward({}, /*retain_graph=*/true);
    opt.step();
  }
}

void tied_bad(torch::nn::LSTMCell cell) {
  torch::Tensor h = torch::zeros({1, 32}), c = torch::zeros({1, 32});
  while (more())
    std::tie(h, c) = cell->forward(nextBatch().data, std::make_tuple(h, c)); // WARN: recurrent-state
}

void bindings_bad(torch::nn::LSTM lstm) {
  std::tuple<torch::Tensor, torch::Tensor> state{torch::zeros({1, 1, 32}),
                                                 torch::zeros({1, 1, 32})};
  while (more()) {
    auto [y, next] = lstm->forward(nextBatch().data, state);
    state = next; // WARN: recurrent-state
  }
}

struct State {
  torch::Tensor h, c;
};

State advance(torch::nn::LSTMCell &cell, const torch::Tensor &x,
              const State &s) {
  auto [h, c] = cell->forward(x, std::make_tuple(s.h, s.c));
  return {h, c};
}

void record_bad(torch::nn::LSTMCell cell) {
  State s{torch::zeros({1, 32}), torch::zeros({1, 32})};
  while (more())
    s = advance(cell, nextBatch().data, s); // WARN: recurrent-state
}

void by_reference(torch::nn::GRUCell &cell, const torch::Tensor &x,
                  torch::Tensor &h) {
  h = cell->forward(x, h); // WARN: recurrent-state
}

void helper_bad(torch::nn::GRUCell cell) {
  auto h = torch::zeros({1, 32});
  while (more())
    by_reference(cell, nextBatch().data, h);
}

void sessions_bad(torch::nn::GRUCell cell) {
  std::map<std::string, torch::Tensor> states;
  while (more()) {
    auto b = nextBatch();
    std::string user = std::to_string(b.data.size(0));
    if (!states.count(user))
      states[user] = torch::zeros({1, 32});
    states[user] = cell->forward(b.data, states[user]); // WARN: recurrent-state
  }
}

// A bound on the number of elements does not bound what each one owns.
void window_bad(torch::nn::GRUCell cell) {
  std::deque<torch::Tensor> window{torch::zeros({1, 32})};
  while (more()) {
    window.push_back(cell->forward(nextBatch().data, window.back())); // WARN: recurrent-state
    if (window.size() > 8)
      window.pop_front();
  }
}

void over_two_variables_bad(Net net) {
  torch::Tensor previous = torch::zeros({1, 16});
  torch::Tensor current = previous;
  while (more()) {
    current = torch::tanh(net->forward(previous)); // WARN: recurrent-state
    previous = current; // WARN: recurrent-state
  }
}

class Stream {
public:
  float push(const torch::Tensor &x) {
    if (!hidden_.defined())
      hidden_ = torch::zeros({1, 32});
    hidden_ = cell_->forward(x, hidden_); // WARN: recurrent-state
    return head_->forward(hidden_).item<float>();
  }

private:
  torch::nn::GRUCell cell_{16, 32};
  torch::nn::Linear head_{32, 1};
  torch::Tensor hidden_;
};

class PairStream {
public:
  void push(const torch::Tensor &x) {
    auto out = lstm_->forward(x, state_);
    state_ = std::get<1>(out); // WARN: recurrent-state
  }

private:
  torch::nn::LSTM lstm_{16, 32};
  std::tuple<torch::Tensor, torch::Tensor> state_{torch::zeros({1, 1, 32}),
                                                  torch::zeros({1, 1, 32})};
};

struct Session {
  torch::Tensor hidden = torch::zeros({1, 32});
};

class Service {
public:
  torch::Tensor reply(int64_t id, const torch::Tensor &x) {
    auto session = find(id);
    session->hidden = cell_->forward(x, session->hidden); // WARN: recurrent-state
    return session->hidden.argmax(-1);
  }

private:
  std::shared_ptr<Session> find(int64_t id) { return sessions_.at(id); }
  torch::nn::GRUCell cell_{16, 32};
  std::map<int64_t, std::shared_ptr<Session>> sessions_;
};

// One state for each layer, kept from step to step.
class Stack {
public:
  torch::Tensor step_bad(torch::Tensor x) {
    for (size_t i = 0; i < cells_.size(); ++i) {
      x = cells_[i]->forward(x, states_[i]);
      states_[i] = x; // WARN: recurrent-state
    }
    return x;
  }

private:
  std::vector<torch::nn::GRUCell> cells_;
  std::vector<torch::Tensor> states_;
};

void stack_bad(Stack &stack) {
  while (more())
    stack.step_bad(nextBatch().data);
}
