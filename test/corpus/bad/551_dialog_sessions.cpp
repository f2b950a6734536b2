#include <torch/torch.h>
#include <chrono>
#include <iostream>
#include <optional>
#include <string>
#include <tuple>
#include <unordered_map>
#include <random>

using LstmState = std::tuple<torch::Tensor, torch::Tensor>;

struct Session {
  std::optional<LstmState> memory;
  std::chrono::steady_clock::time_point touched;
  uint64_t turns = 0;
};

class SessionManager {
 public:
  Session& open(const std::string& device) {
    auto [it, fresh] = sessions_.try_emplace(device);
    if (fresh) std::cout << "new device " << device << "\n";
    it->second.touched = std::chrono::steady_clock::now();
    return it->second;
  }
  void close(const std::string& device) { sessions_.erase(device); }
  std::size_t size() const { return sessions_.size(); }

 private:
  std::unordered_map<std::string, Session> sessions_;
};

struct AnomalyNetImpl : torch::nn::Module {
  AnomalyNetImpl()
      : lstm(register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(12, 96).batch_first(true)))),
        score(register_module("score", torch::nn::Linear(96, 1))) {}

  std::pair<torch::Tensor, LstmState> forward(const torch::Tensor& x, const std::optional<LstmState>& s) {
    auto [out, next] = s ? lstm->forward(x, *s) : lstm->forward(x);
    return {torch::sigmoid(score->forward(out.select(1, -1))), next};
  }
  torch::nn::LSTM lstm;
  torch::nn::Linear score;
};
TORCH_MODULE(AnomalyNet);

class Gateway {
 public:
  explicit Gateway(AnomalyNet net) : net_(std::move(net)) { net_->eval(); }

  float handle(const std::string& device, const torch::Tensor& frame) {
    auto& session = sessions_.open(device);
    auto [score, next] = net_->forward(frame.unsqueeze(0), session.memory);
    session.memory = std::move(next);  // WARN: recurrent-state
    ++session.turns;
    return score.item<float>();
  }
  std::size_t devices() const { return sessions_.size(); }

 private:
  AnomalyNet net_;
  SessionManager sessions_;
};

int main() {
  AnomalyNet net;
  torch::load(net, "anomaly.pt");
  Gateway gw(net);
  std::mt19937 rng(7);
  std::uniform_int_distribution<int> pick(0, 15);
  for (uint64_t n = 0;; ++n) {
    const auto device = "sensor-" + std::to_string(pick(rng));
    const float p = gw.handle(device, torch::randn({8, 12}));
    if (p > 0.95f) std::cerr << device << " alarm " << p << " (" << gw.devices() << " devices)\n";
  }
}
