#include <torch/torch.h>
#include <random>
#include <vector>

struct Experience {
  torch::Tensor obs;
  int64_t action;
  double reward;
  torch::Tensor behaviourLogProb;
};

class ExperienceStore {
public:
  void record(torch::Tensor obs, int64_t action, double reward, torch::Tensor logProb)
  {
    Experience e;
    e.obs = obs;
    e.action = action;
    e.reward = reward;
    e.behaviourLogProb = logProb;
    items.push_back(std::move(e)); // WARN: graph-in-container
  }

  const Experience& any()
  {
    std::uniform_int_distribution<size_t> d(0, items.size() - 1);
    return items[d(gen)];
  }

private:
  std::vector<Experience> items;
  std::mt19937 gen{11};
};

int main()
{
  torch::nn::Sequential policy(torch::nn::Linear(4, 64), torch::nn::ReLU(), torch::nn::Linear(64, 2));
  torch::optim::Adam opt(policy->parameters(), 3e-4);
  ExperienceStore store;

  for (int episode = 0; episode < 10000; ++episode)
  {
    for (int t = 0; t < 200; ++t)
    {
      auto obs = torch::randn({4});
      auto logits = torch::log_softmax(policy->forward(obs), -1);
      int64_t a = logits.exp().multinomial(1).item<int64_t>();
      store.record(obs, a, a == 0 ? 1.0 : -1.0, logits[a]);
    }
    for (int k = 0; k < 32; ++k)
    {
      const auto& e = store.any();
      auto lp = torch::log_softmax(policy->forward(e.obs), -1)[e.action];
      auto rho = (lp - e.behaviourLogProb.detach()).exp().clamp_max(2.0);
      auto loss = -(rho * e.reward);
      opt.zero_grad();
      loss.backward();
      opt.step();
    }
  }
}
