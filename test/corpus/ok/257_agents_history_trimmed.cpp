#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <vector>

// The losses of all agents, the last thousand of them. Each has only its own update's graph.
struct Agent {
  torch::nn::Linear policy{6, 3};
  torch::optim::SGD optimizer{policy->parameters(), 1e-2};

  torch::Tensor loss(const torch::Tensor& observation) {
    auto log_p = torch::log_softmax(policy(observation), 1);
    auto action = torch::multinomial(log_p.exp().detach(), 1);
    auto reward = (action == 1).to(torch::kFloat);
    return -(log_p.gather(1, action) * (reward - reward.mean())).mean();
  }
};

void trim(std::vector<torch::Tensor>& history, std::ptrdiff_t limit) {
  auto extra = static_cast<std::ptrdiff_t>(history.size()) - limit;
  if (extra > 0) history.erase(history.begin(), history.begin() + extra);
}

void update(std::vector<Agent>& agents, std::vector<torch::Tensor>& losses) {
  std::transform(agents.begin(), agents.end(), std::back_inserter(losses),
                 [](Agent& agent) { return agent.loss(torch::randn({32, 6})); });
  for (auto& agent : agents) agent.optimizer.zero_grad();
  auto fresh = std::vector<torch::Tensor>(losses.end() - static_cast<std::ptrdiff_t>(agents.size()), losses.end());
  torch::stack(fresh).sum().backward();
  std::for_each(agents.begin(), agents.end(), [](Agent& agent) { agent.optimizer.step(); });
}

int main() {
  std::vector<Agent> agents(4);
  std::vector<torch::Tensor> history;
  for (int64_t i = 0; i < 100000000; ++i) {
    update(agents, history);
    trim(history, 1000);
    if (i % 1000 == 0) std::cout << history.back().item<float>() << "\n";
  }
}
