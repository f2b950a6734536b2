#include <torch/torch.h>

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

struct Session {
  std::optional<LstmState> state;
  std::size_t hits{0};
};

static torch::Tensor cut(const torch::Tensor& t) {
  if (!t.defined() || !t.requires_grad()) return t;
  return t.detach();
}

static LstmState cut(const LstmState& s) {
  const auto& [h, c] = s;
  return {cut(h), cut(c)};
}

class RiskModelImpl : public torch::nn::Module {
 public:
  RiskModelImpl(int64_t in, int64_t hidden)
      : lstm(torch::nn::LSTMOptions(in, hidden).batch_first(true)), head(hidden, 1) {
    register_module("lstm", lstm);
    register_module("head", head);
  }

  std::tuple<torch::Tensor, LstmState> forward(const torch::Tensor& x, const std::optional<LstmState>& st) {
    auto [seq, next] = st ? lstm->forward(x, *st) : lstm->forward(x);
    return {torch::sigmoid(head->forward(seq.select(1, -1))), next};
  }

 private:
  torch::nn::LSTM lstm;
  torch::nn::Linear head;
};
TORCH_MODULE(RiskModel);

class Handler {
 public:
  Handler() : model_(32, 128) { model_->eval(); }

  float handle(const Request& rq) {
    auto& session = sessions_.try_emplace(rq.user).first->second;
    ++session.hits;
    auto [risk, next] = model_->forward(rq.features.view({1, 1, 32}), session.state);
    remember(session, next);
    return risk.item<float>();
  }

  std::size_t liveSessions() const { return sessions_.size(); }

 private:
  static void remember(Session& s, const LstmState& next) { s.state = cut(next); }

  RiskModel model_;
  std::unordered_map<std::string, Session> sessions_;
};

}  // namespace svc

int main() {
  const std::string users[] = {"alice", "bob", "carol", "dave"};
  std::mt19937 rng{17};
  std::uniform_int_distribution<int> pick{0, 3};

  svc::Handler handler;
  for (std::size_t served = 1;; ++served) {
    const float risk = handler.handle(svc::Request{users[pick(rng)], torch::randn({32})});
    if (served % 1000 == 0)
      std::cout << served << " requests, last risk " << risk << ", sessions " << handler.liveSessions() << '\n';
  }
}
