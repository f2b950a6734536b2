#include <torch/torch.h>
#include <iostream>
#include <vector>

struct Environment {
  torch::Tensor reset() {
    t = 0;
    return torch::randn({1, 6});
  }
  std::tuple<torch::Tensor, double, bool> step(int64_t action) {
    return {torch::randn({1, 6}), action == t % 3 ? 1.0 : 0.0, ++t >= 40};
  }
  int64_t t = 0;
};

// A policy with a memory, which is emptied when an episode begins.
class RecurrentPolicy : public torch::nn::Module {
 public:
  RecurrentPolicy() {
    memory_ = register_module("memory", torch::nn::GRUCell(6, 32));
    head_ = register_module("head", torch::nn::Linear(32, 3));
  }
  void begin() { hidden_ = torch::zeros({1, 32}); }
  torch::Tensor forward(const torch::Tensor& observation) {
    hidden_ = memory_(observation, hidden_);
    return torch::log_softmax(head_(hidden_), 1).squeeze(0);
  }

 private:
  torch::nn::GRUCell memory_{nullptr};
  torch::nn::Linear head_{nullptr};
  torch::Tensor hidden_;
};

class Reinforce {
 public:
  double episode() {
    auto observation = environment_.reset();
    policy_.begin();
    bool done = false;
    double total = 0;
    while (!done) {
      auto logits = policy_.forward(observation);
      auto action = logits.exp().multinomial(1).item<int64_t>();
      double reward;
      std::tie(observation, reward, done) = environment_.step(action);
      chosen_.push_back(logits[action]);
      rewards_.push_back(reward);
      total += reward;
    }
    learn();
    return total;
  }

 private:
  void learn() {
    double future = 0;
    for (size_t i = rewards_.size(); i-- > 0;) rewards_[i] = future = rewards_[i] + 0.9 * future;
    auto returns = torch::tensor(rewards_).to(torch::kFloat);
    auto loss = -(torch::stack(chosen_) * (returns - returns.mean())).sum();
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    chosen_.clear();
    rewards_.clear();
  }
  Environment environment_;
  RecurrentPolicy policy_;
  torch::optim::Adam optimizer_{policy_.parameters(), 1e-3};
  std::vector<torch::Tensor> chosen_;
  std::vector<double> rewards_;
};

int main() {
  Reinforce agent;
  for (int64_t i = 0; i < 1000000; ++i) {
    auto total = agent.episode();
    if (i % 100 == 0) std::cout << i << ": " << total << "\n";
  }
}
