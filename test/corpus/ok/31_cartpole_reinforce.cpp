#include <torch/torch.h>
#include <iostream>
#include <vector>

struct PolicyImpl : torch::nn::Module {
  PolicyImpl() : fc1(4, 128), fc2(128, 2) {
    register_module("fc1", fc1);
    register_module("fc2", fc2);
  }
  torch::Tensor forward(torch::Tensor x) {
    return torch::softmax(fc2(torch::dropout(torch::relu(fc1(x)), 0.6, is_training())), -1);
  }
  torch::nn::Linear fc1, fc2;
  std::vector<torch::Tensor> saved_log_probs;
  std::vector<float> rewards;
};
TORCH_MODULE(Policy);

class Reinforce {
 public:
  Reinforce() : optimizer_(policy_->parameters(), torch::optim::AdamOptions(1e-2)) {
  }
  int64_t select_action(const torch::Tensor& state) {
    auto probs = policy_->forward(state.unsqueeze(0));
    auto action = probs.multinomial(1);
    policy_->saved_log_probs.push_back(probs.gather(1, action).log().squeeze());
    return action.item<int64_t>();
  }
  void give(float r) {
    policy_->rewards.push_back(r);
  }
  void finish_episode() {
    float R = 0;
    std::vector<float> returns;
    for (auto it = policy_->rewards.rbegin(); it != policy_->rewards.rend(); ++it) {
      R = *it + 0.99f * R;
      returns.insert(returns.begin(), R);
    }
    std::vector<torch::Tensor> loss;
    for (size_t i = 0; i < returns.size(); ++i)
      loss.push_back(-policy_->saved_log_probs[i] * returns[i]);
    optimizer_.zero_grad();
    auto total = torch::stack(loss).sum();
    total.backward();
    optimizer_.step();
    policy_->rewards.clear();
    policy_->saved_log_probs.clear();
  }

 private:
  Policy policy_;
  torch::optim::Adam optimizer_;
};

int main() {
  Reinforce agent;
  for (int episode = 0; episode < 10000; ++episode) {
    auto state = torch::rand({4});
    for (int t = 0; t < 500; ++t) {
      auto a = agent.select_action(state);
      agent.give(a == 0 ? 1.f : 0.f);
      state = torch::rand({4});
    }
    agent.finish_episode();
  }
}
