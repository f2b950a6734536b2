// Paper-trading signal engine: an LSTM follows every symbol tick by tick.
#include <torch/torch.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

struct Tick {
  std::string symbol;
  float bid, ask, volume;
};

using LstmState = std::tuple<torch::Tensor, torch::Tensor>;

struct SignalNetImpl : torch::nn::Module {
  SignalNetImpl(int64_t in, int64_t hidden) : width(hidden) {
    lstm = register_module("lstm", torch::nn::LSTM(torch::nn::LSTMOptions(in, hidden).num_layers(2)));
    head = register_module("head", torch::nn::Linear(hidden, 3));
  }
  LstmState blank() const { return {torch::zeros({2, 1, width}), torch::zeros({2, 1, width})}; }

  int64_t width;
  torch::nn::LSTM lstm{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(SignalNet);

class Engine {
 public:
  using Sink = std::function<void(const std::string&, int64_t, double)>;

  Engine(SignalNet net, Sink sink) : net_(net), sink_(std::move(sink)) {}

  void on_tick(const Tick& t) {
    auto found = memory_.find(t.symbol);
    if (found == memory_.end()) found = memory_.emplace(t.symbol, net_->blank()).first;
    const auto probs = step(encode(t), found->second);
    const auto side = probs.argmax().item<int64_t>();
    sink_(t.symbol, side, probs[side].item<double>());
  }

 private:
  static torch::Tensor encode(const Tick& t) {
    const float mid = 0.5f * (t.bid + t.ask);
    return torch::tensor({mid / 100.0f, t.ask - t.bid, t.volume / 1000.0f}).view({1, 1, 3});
  }

  torch::Tensor step(const torch::Tensor& x, LstmState& state) {
    torch::Tensor seq;
    std::tie(seq, state) = net_->lstm->forward(x, state);  // WARN: recurrent-state
    return torch::softmax(net_->head->forward(seq[0][0]), -1);
  }

  SignalNet net_;
  Sink sink_;
  std::map<std::string, LstmState> memory_;
};

class Market {
 public:
  explicit Market(std::vector<std::string> symbols) : symbols_(std::move(symbols)), price_(symbols_.size(), 100.0f) {}
  Tick next() {
    const std::size_t i = gen_() % symbols_.size();
    price_[i] += 0.05f * normal_(gen_);
    return {symbols_[i], price_[i] - 0.01f, price_[i] + 0.01f, 500.0f + 50.0f * normal_(gen_)};
  }

 private:
  std::vector<std::string> symbols_;
  std::vector<float> price_;
  std::mt19937 gen_{2024};
  std::normal_distribution<float> normal_{0.0f, 1.0f};
};

int main(int argc, char** argv) {
  SignalNet net(3, 64);
  if (argc > 1) torch::load(net, std::string(argv[1]));
  net->eval();

  std::map<std::string, double> exposure;
  long orders = 0;
  Engine engine(net, [&](const std::string& s, int64_t side, double p) {
    if (p < 0.36) return;
    exposure[s] += side == 0 ? 1.0 : side == 1 ? -1.0 : 0.0;
    ++orders;
  });

  Market market({"ACME", "GLOBX", "INIT", "UMBR", "HOOL"});
  for (long n = 0;; ++n) {
    engine.on_tick(market.next());
    if (n % 10000 == 0) {
      std::cout << n << " ticks, " << orders << " orders";
      for (const auto& e : exposure) std::cout << ' ' << e.first << '=' << e.second;
      std::cout << std::endl;
    }
  }
}
