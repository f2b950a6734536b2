// RUN: %check_rule %s
// What is reset before the rounds begin, even for each of several objects, is
// not cut by that. With main in sight, all calls are.
#include "../Inputs/net.h"
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

class Handler {
public:
  virtual ~Handler() = default;
  virtual void open(const std::string &id) = 0;
  virtual void chunk(const std::string &id, torch::Tensor x) = 0;
};

class Spotter final : public Handler {
public:
  void open(const std::string &id) override {
    sessions_[id].hidden = torch::zeros({1, 16});
  }
  void chunk(const std::string &id, torch::Tensor x) override {
    auto &session = sessions_.at(id);
    session.hidden = cell_->forward(x, session.hidden); // WARN: recurrent-state
  }

private:
  struct Session {
    torch::Tensor hidden;
  };
  std::unordered_map<std::string, Session> sessions_;
  torch::nn::GRUCell cell_{16, 16};
};

class Player {
public:
  void restart() { state_ = torch::zeros({1, 16}); }
  void play(torch::Tensor x) { state_ = cell_->forward(x, state_); }

private:
  torch::Tensor state_;
  torch::nn::GRUCell cell_{16, 16};
};

// The loop of a thread that runs until something stops it.
class Followers {
public:
  void start_bad() {
    for (int i = 0; i < 4; ++i)
      threads_.emplace_back([this] { follow(); });
  }
  void join() {
    for (auto &thread : threads_)
      thread.join();
  }

private:
  void follow() {
    torch::Tensor state = torch::zeros({1, 16});
    while (more())
      state = cell_->forward(nextBatch().data, state); // WARN: recurrent-state
  }
  std::vector<std::thread> threads_;
  torch::nn::GRUCell cell_{16, 16};
};

static void open_all(Handler &handler, const std::vector<std::string> &ids) {
  for (const auto &id : ids)
    handler.open(id);
}

int main() {
  std::unique_ptr<Handler> handler = std::make_unique<Spotter>();
  std::vector<std::string> ids = {"kitchen", "hall"};
  open_all(*handler, ids);
  while (more())
    for (const auto &id : ids)
      handler->chunk(id, nextBatch().data);

  Player player;
  while (more()) {
    player.restart();
    for (int i = 0; i < 100; ++i)
      player.play(nextBatch().data);
  }
  Followers followers;
  followers.start_bad();
  followers.join();
}
