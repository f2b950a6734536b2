#include <torch/torch.h>
#include <vector>

struct Policy : torch::nn::Module {
  Policy() {
    affine1 = register_module("affine1", torch::nn::Linear(4, 128));
    dropout = register_module("dropout", torch::nn::Dropout(0.6));
    affine2 = register_module("affine2", torch::nn::Linear(128, 2));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = affine1(x);
    x = dropout(x);
    x = torch::relu(x);
    return torch::softmax(affine2(x), 1);
  }
  std::vector<torch::Tensor> saved_log_probs;
  std::vector<float> rewards;
  torch::nn::Linear affine1{nullptr}, affine2{nullptr};
  torch::nn::Dropout dropout{nullptr};
};

Policy policy;
torch::optim::Adam optimizer(policy.parameters(), torch::optim::AdamOptions(1e-2));

int64_t select_action(torch::Tensor state) {
  auto probs = policy.forward(state.unsqueeze(0));
  auto action = probs.multinomial(1);
  policy.saved_log_probs.push_back(probs.gather(1, action).log());
  return action.item<int64_t>();
}

void finish_episode() {
  float R = 0;
  std::vector<torch::Tensor> policy_loss;
  std::vector<float> returns;
  for (auto it = policy.rewards.rbegin(); it != policy.rewards.rend(); ++it) {
    R = *it + 0.99f * R;
    returns.insert(returns.begin(), R);
  }
  auto ret = torch::tensor(returns);
  ret = (ret - ret.mean()) / (ret.std() + 1e-6);
  for (size_t i = 0; i < policy.saved_log_probs.size(); ++i)
    policy_loss.push_back(-policy.saved_log_probs[i] * ret[i]);
  optimizer.zero_grad();
  auto loss = torch::cat(policy_loss).sum();
  loss.backward();
  optimizer.step();
  policy.rewards.clear();
  policy.saved_log_probs.clear();
}

int main() {
  for (int episode = 0; episode < 1000; ++episode) {
    auto state = torch::randn({4});
    for (int t = 0; t < 500; ++t) {
      int64_t a = select_action(state);
      state = torch::randn({4});
      policy.rewards.push_back(a == 1 ? 1.f : 0.f);
    }
    finish_episode();
  }
}
