// RUN: %check_rule %s
// Setters that cut, and that are given what was cut.
#include "../Inputs/net.h"
#include <map>
#include <optional>
#include <string>
#include <tuple>

using State = std::tuple<torch::Tensor, torch::Tensor>;

static torch::Tensor cut(const torch::Tensor &t) {
  if (!t.defined() || !t.requires_grad())
    return t;
  return t.detach();
}

static State cut(const State &s) {
  const auto &[h, c] = s;
  return {cut(h), cut(c)};
}

struct Session {
  std::optional<State> state;
};

class Handler {
public:
  torch::Tensor cut_by_setter_ok(const std::string &user, torch::Tensor x) {
    auto &session = sessions_.try_emplace(user).first->second;
    auto [out, next] = lstm_->forward(x, session.state);
    remember(session, next);
    return out.argmax(1);
  }

private:
  static void remember(Session &s, const State &next) { s.state = cut(next); }
  torch::nn::LSTM lstm_{nullptr};
  std::map<std::string, Session> sessions_;
};

class Memory {
public:
  void set(torch::Tensor state) { state_ = std::move(state); }
  const torch::Tensor &get() const { return state_; }

private:
  torch::Tensor state_ = torch::zeros({1, 16});
};

class Agent {
public:
  void cut_before_ok(torch::Tensor x) {
    first_.set(cell_->forward(x, first_.get()).detach());
  }
  void cut_after_ok(torch::Tensor x) {
    second_.set(cell_->forward(x, second_.get()));
    second_.set(second_.get().detach());
  }
  void set_anew_ok(torch::Tensor x) { third_.set(cell_->forward(x)); }

private:
  Memory first_, second_, third_;
  torch::nn::GRUCell cell_{16, 16};
};

void run(Handler &handler, Agent &agent) {
  while (more()) {
    handler.cut_by_setter_ok("a", nextBatch().data);
    agent.cut_before_ok(nextBatch().data);
    agent.cut_after_ok(nextBatch().data);
    agent.set_anew_ok(nextBatch().data);
  }
}
