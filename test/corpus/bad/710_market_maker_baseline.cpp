#include <torch/torch.h>

#include <array>
#include <cstdio>
#include <memory>
#include <string>

// Online actor/critic quoting agent. Each call of Agent::episode is one auction.

namespace {

struct Outcome {
  double pnl = 0;
  double spread = 0;
};

class Smoother {
 public:
  explicit Smoother(double rate) : rate_(rate), level_(torch::zeros({})) {}

  void observe(const torch::Tensor& sample) {
    if (samples_++ == 0) {
      level_.fill_(sample.item<double>());
      return;
    }
    level_.lerp_(sample, rate_); // WARN: inplace-history
  }

  double level() const { return level_.item<double>(); }
  long samples() const { return samples_; }

 private:
  double rate_;
  torch::Tensor level_;
  long samples_ = 0;
};

class Market {
 public:
  torch::Tensor features() const { return torch::randn({32, 12}); }
  torch::Tensor fill(const torch::Tensor& quotes) const {
    return torch::exp(-quotes.abs()) + 0.05 * torch::randn_like(quotes);
  }
};

struct Critic : torch::nn::Module {
  Critic() {
    net = register_module("net", torch::nn::Sequential(torch::nn::Linear(12, 64), torch::nn::ReLU(),
                                                       torch::nn::Linear(64, 1)));
  }
  torch::Tensor operator()(const torch::Tensor& x) { return net->forward(x).squeeze(-1); }
  torch::nn::Sequential net{nullptr};
};

struct Quoter : torch::nn::Module {
  Quoter() { out = register_module("out", torch::nn::Linear(12, 1)); }
  torch::Tensor operator()(const torch::Tensor& x) { return out->forward(x).squeeze(-1); }
  torch::nn::Linear out{nullptr};
};

class Agent {
 public:
  Agent()
      : critic_opt_(critic_.parameters(), torch::optim::AdamOptions(1e-3)),
        quoter_opt_(quoter_.parameters(), torch::optim::AdamOptions(1e-4)) {}

  Outcome episode(const Market& market) {
    const auto x = market.features();
    const auto mean = quoter_(x);
    const auto quotes = (mean + 0.1 * torch::randn_like(mean)).detach();
    const auto pnl = market.fill(quotes);

    const auto value = critic_(x);
    const auto critic_loss = torch::mse_loss(value, pnl);
    critic_opt_.zero_grad();
    critic_loss.backward();
    critic_opt_.step();

    const auto advantage = pnl - baseline_.level();
    const auto log_prob = -50.0 * (quotes - mean).pow(2);
    const auto actor_loss = -(log_prob * advantage).mean();
    quoter_opt_.zero_grad();
    actor_loss.backward();
    quoter_opt_.step();

    baseline_.observe(value.mean());
    return {pnl.mean().item<double>(), quotes.abs().mean().item<double>()};
  }

  double baseline() const { return baseline_.level(); }

 private:
  Critic critic_;
  Quoter quoter_;
  torch::optim::Adam critic_opt_, quoter_opt_;
  Smoother baseline_{0.02};
};

}  // namespace

int main() {
  Market market;
  Agent agent;
  for (long auction = 1;; ++auction) {
    const Outcome o = agent.episode(market);
    if (auction % 2000 == 0)
      std::printf("%ld pnl %.4f spread %.4f base %.4f\n", auction, o.pnl, o.spread, agent.baseline());
  }
}
