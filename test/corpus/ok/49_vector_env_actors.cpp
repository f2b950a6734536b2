#include <torch/torch.h>
#include <future>
#include <vector>

struct Episode {
  std::vector<torch::Tensor> observations, log_probs;
  std::vector<float> rewards;
};

static Episode play(torch::nn::Linear policy, int64_t seed) {
  Episode e;
  torch::manual_seed(static_cast<uint64_t>(seed));
  auto obs = torch::randn({8});
  for (int t = 0; t < 200; ++t) {
    auto logp = torch::log_softmax(policy->forward(obs), -1);
    auto a = logp.exp().multinomial(1);
    e.observations.push_back(obs);
    e.log_probs.push_back(logp.gather(0, a));
    e.rewards.push_back(obs.mean().item<float>());
    obs = torch::randn({8});
  }
  return e;
}

int main() {
  torch::nn::Linear policy(8, 4);
  torch::optim::Adam opt(policy->parameters(), 1e-3);
  std::vector<float> returns;
  for (int64_t iteration = 0; iteration < 1000; ++iteration) {
    std::vector<std::future<Episode>> jobs;
    for (int64_t i = 0; i < 8; ++i)
      jobs.push_back(std::async(std::launch::async, play, policy, iteration * 8 + i));
    std::vector<torch::Tensor> losses;
    for (auto& job : jobs) {
      auto e = job.get();
      float sum = 0;
      for (float r : e.rewards)
        sum += r;
      returns.push_back(sum);
      losses.push_back(-(torch::cat(e.log_probs) * sum).mean());
    }
    auto loss = torch::stack(losses).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}
