#include <torch/torch.h>

#include <chrono>
#include <iostream>
#include <optional>
#include <random>
#include <string>
#include <tuple>
#include <unordered_map>

namespace svc {

using LstmState = std::tuple<torch::Tensor, torch::Tensor>;

struct Request {
  std::string user;
  torch::Tensor features;  // [32]
};

struct Response {
  std::string user;
  float churnRisk{0.f};
};

struct Session {
  std::optional<LstmState> state;
  std::size_t hits{0};
};

class RiskModelImpl : public torch::nn::Module {
 public:
  RiskModelImpl(int64_t in, int64_t hidden)
      : lstm(torch::nn::LSTMOptions(in, hidden).batch_first(true)), head(hidden, 1) {
    register_module("lstm", lstm);
    register_module("head", head);
  }

  std::tuple<torch::Tensor, LstmState> forward(const torch::Tensor& x, const std::optional<LstmState>& st) {
    auto [seq, next] = st ? lstm->forward(x, *st) : lstm->forward(x);
    auto logit = head->forward(seq.select(1, -1));
    return {torch::sigmoid(logit), next};
  }

 private:
  torch::nn::LSTM lstm;
  torch::nn::Linear head;
};
TORCH_MODULE(RiskModel);

class Handler {
 public:
  Handler() : model_(32, 128) { model_->eval(); }

  Response handle(const Request& rq) {
    auto& session = lookup(rq.user);
    ++session.hits;
    auto [risk, next] = model_->forward(rq.features.view({1, 1, 32}), session.state);
    remember(session, next);
    return Response{rq.user, risk.item<float>()};
  }

  std::size_t liveSessions() const { return sessions_.size(); }

 private:
  Session& lookup(const std::string& user) {
    auto [it, fresh] = sessions_.try_emplace(user);
    if (fresh) std::clog << "new session for " << user << '\n';
    return it->second;
  }

  static void remember(Session& s, const LstmState& next) {
    s.state = next;  // WARN: recurrent-state
  }

  RiskModel model_;
  std::unordered_map<std::string, Session> sessions_;
};

}  // namespace svc

int main() {
  const std::string users[] = {"alice", "bob", "carol", "dave"};
  std::mt19937 rng{17};
  std::uniform_int_distribution<int> pick{0, 3};

  svc::Handler handler;
  auto t0 = std::chrono::steady_clock::now();
  std::size_t served = 0;
  for (;;) {
    svc::Request rq{users[pick(rng)], torch::randn({32})};
    const auto rsp = handler.handle(rq);
    if (++served % 1000 == 0) {
      const auto dt = std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
      std::cout << served / dt << " req/s, last risk " << rsp.churnRisk << ", sessions "
                << handler.liveSessions() << '\n';
    }
  }
}
