#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <iterator>
#include <numeric>
#include <vector>

// Independent actors with a common critic, as in a cooperative game.
struct Agent {
  torch::nn::Sequential actor{torch::nn::Linear(10, 64), torch::nn::Tanh(), torch::nn::Linear(64, 5)};
  torch::Tensor observation = torch::randn({32, 10});
};

struct Team {
  std::vector<Agent> agents = std::vector<Agent>(3);
  torch::nn::Linear critic{30, 1};

  std::vector<torch::Tensor> parameters() const {
    auto all = critic->parameters();
    for (const auto& agent : agents) {
      auto own = agent.actor->parameters();
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }
};

torch::Tensor joint_value(Team& team) {
  std::vector<torch::Tensor> seen;
  std::transform(team.agents.begin(), team.agents.end(), std::back_inserter(seen),
                 [](const Agent& agent) { return agent.observation; });
  return team.critic(torch::cat(seen, 1)).squeeze(1);
}

torch::Tensor reward(const Team& team) {
  auto sum = torch::zeros({32});
  for (const auto& agent : team.agents) sum = sum - agent.observation.pow(2).mean(1);
  return sum;
}

torch::Tensor policy_loss(Agent& agent, const torch::Tensor& advantage) {
  auto log_p = torch::log_softmax(agent.actor->forward(agent.observation), 1);
  auto action = torch::multinomial(log_p.exp().detach(), 1);
  agent.observation = 0.9 * agent.observation + 0.1 * torch::randn_like(agent.observation);
  return -(log_p.gather(1, action).squeeze(1) * advantage).mean();
}

int main() {
  Team team;
  torch::optim::Adam optimizer(team.parameters(), 7e-4);
  std::vector<torch::Tensor> history;
  for (int64_t update = 0; update < 10000000; ++update) {
    auto value = joint_value(team);
    auto advantage = (reward(team) - value).detach();
    std::vector<torch::Tensor> losses;
    std::transform(team.agents.begin(), team.agents.end(), std::back_inserter(losses),
                   [&](Agent& agent) { return policy_loss(agent, advantage); });
    auto total = torch::stack(losses).sum() + torch::mse_loss(value, reward(team));
    optimizer.zero_grad();
    total.backward();
    optimizer.step();
    std::move(losses.begin(), losses.end(), std::back_inserter(history));  // WARN: graph-in-container
    if (update % 1000 == 0) {
      auto first = history.end() - static_cast<std::ptrdiff_t>(team.agents.size());
      double mean = std::accumulate(first, history.end(), 0.0,
                                    [](double sum, const torch::Tensor& l) { return sum + l.item<double>(); });
      std::cout << update << " " << mean / 3 << "\n";
    }
  }
}
