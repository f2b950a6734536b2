// RUN: %check_rule %s
// A function keeps what it is given, which was made from what it kept before.
#include "../Inputs/net.h"
#include <map>
#include <optional>
#include <string>
#include <tuple>

using State = std::tuple<torch::Tensor, torch::Tensor>;

struct Session {
  std::optional<State> state;
  int64_t hits = 0;
};

class Handler {
public:
  torch::Tensor handle_bad(const std::string &user, torch::Tensor x) {
    auto &session = lookup(user);
    auto [out, next] = lstm_->forward(x, session.state);
    remember(session, next);
    return out.argmax(1);
  }

private:
  Session &lookup(const std::string &user) {
    auto [it, fresh] = sessions_.try_emplace(user);
    if (fresh)
      it->second.hits = 0;
    return it->second;
  }
  static void remember(Session &s, const State &next) {
    s.state = next; // WARN: recurrent-state
  }
  torch::nn::LSTM lstm_{nullptr};
  std::map<std::string, Session> sessions_;
};

class Memory {
public:
  void set(torch::Tensor state) { state_ = std::move(state); } // WARN: recurrent-state
  const torch::Tensor &get() const { return state_; }

private:
  torch::Tensor state_ = torch::zeros({1, 16});
};

class Agent {
public:
  void act_bad(torch::Tensor x) { memory_.set(cell_->forward(x, memory_.get())); }

private:
  Memory memory_;
  torch::nn::GRUCell cell_{16, 16};
};

void run(Handler &handler, Agent &agent) {
  while (more()) {
    handler.handle_bad("a", nextBatch().data);
    agent.act_bad(nextBatch().data);
  }
}
