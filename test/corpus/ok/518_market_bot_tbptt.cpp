#include <torch/torch.h>

#include <iostream>
#include <optional>
#include <vector>

// Recurrent actor that plays an endless game; segments of 20 moves are one update.

class ActorImpl : public torch::nn::Module {
 public:
  ActorImpl(int64_t in, int64_t hidden, int64_t acts) {
    cell_ = register_module("cell", torch::nn::GRUCell(in, hidden));
    policy_ = register_module("policy", torch::nn::Linear(hidden, acts));
    baseline_ = register_module("baseline", torch::nn::Linear(hidden, 1));
    hidden_ = hidden;
  }
  struct Out {
    torch::Tensor log_probs, value, hidden;
  };
  Out forward(const torch::Tensor& obs, const torch::Tensor& h) {
    auto n = cell_(obs, h);
    return {torch::log_softmax(policy_(n), -1), baseline_(n).squeeze(-1), n};
  }
  torch::Tensor blank() const { return torch::zeros({1, hidden_}); }

 private:
  torch::nn::GRUCell cell_{nullptr};
  torch::nn::Linear policy_{nullptr}, baseline_{nullptr};
  int64_t hidden_ = 0;
};
TORCH_MODULE(Actor);

class Market {
 public:
  torch::Tensor look() const { return price_.view({1, 5}); }
  float trade(int64_t action) {
    auto before = price_[0].item<float>();
    price_ = 0.99 * price_ + 0.1 * torch::randn({5});
    auto change = price_[0].item<float>() - before;
    return (action - 1) * change;
  }

 private:
  torch::Tensor price_ = torch::zeros({5});
};

class Player {
 public:
  explicit Player(Actor a)
      : actor_(std::move(a)), hidden_(actor_->blank()), opt_(actor_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  void move(Market& market) {
    auto out = actor_->forward(market.look(), hidden_);
    hidden_ = out.hidden;
    auto a = out.log_probs.exp().multinomial(1).item<int64_t>();
    auto r = market.trade(a);
    picked_.push_back(out.log_probs[0][a]);
    values_.push_back(out.value[0]);
    rewards_.push_back(r);
    wealth_ += r;
    if (rewards_.size() == 20) end_segment();
  }
  double wealth() const { return wealth_; }

 private:
  void end_segment() {
    auto carry = [](const torch::Tensor& t) { return t.detach(); };
    std::vector<float> ret(rewards_.size());
    float g = values_.back().item<float>();
    for (int i = static_cast<int>(ret.size()) - 1; i >= 0; --i) ret[i] = g = rewards_[i] + 0.95f * g;
    auto target = torch::tensor(ret);
    auto value = torch::stack(values_);
    auto adv = carry(target - value);
    auto loss = -(torch::stack(picked_) * adv).mean() + torch::smooth_l1_loss(value, target);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    picked_.clear();
    values_.clear();
    rewards_.clear();
    hidden_ = carry(hidden_);
  }

  Actor actor_;
  torch::Tensor hidden_;
  torch::optim::Adam opt_;
  std::vector<torch::Tensor> picked_, values_;
  std::vector<float> rewards_;
  double wealth_ = 0;
};

int main() {
  Market market;
  Player player(Actor(5, 48, 3));
  for (long t = 1;; ++t) {
    player.move(market);
    if (t % 20000 == 0) std::cout << "t=" << t << " wealth " << player.wealth() << std::endl;
  }
}
