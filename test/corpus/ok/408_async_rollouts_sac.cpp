#include <torch/torch.h>

#include <deque>
#include <future>
#include <iostream>
#include <mutex>
#include <random>
#include <string>
#include <vector>

// Worker threads act with the current policy and fill a shared replay; one learner thread updates.

struct Transition {
  torch::Tensor obs, act, value, reward, next;
};

class Replay {
 public:
  explicit Replay(size_t cap) : cap_(cap) {}
  void put(Transition t) {
    std::lock_guard<std::mutex> lk(m_);
    items_.push_back(std::move(t));
    if (items_.size() > cap_) items_.pop_front();
  }
  std::vector<Transition> draw(size_t n) {
    std::lock_guard<std::mutex> lk(m_);
    std::vector<Transition> out;
    std::uniform_int_distribution<size_t> pick(0, items_.size() - 1);
    for (size_t i = 0; i < n; ++i) out.push_back(items_[pick(rng_)]);
    return out;
  }

 private:
  size_t cap_;
  std::mutex m_;
  std::deque<Transition> items_;
  std::mt19937 rng_{17};
};

template <class Pick>
torch::Tensor gather_field(const std::vector<Transition>& batch, Pick pick) {
  std::vector<torch::Tensor> rows;
  rows.reserve(batch.size());
  for (const auto& t : batch) rows.push_back(pick(t));
  return torch::stack(rows);
}

struct AgentImpl : torch::nn::Module {
  AgentImpl() {
    policy = register_module("policy", torch::nn::Sequential(torch::nn::Linear(6, 64), torch::nn::ReLU(), torch::nn::Linear(64, 2)));
    q = register_module("q", torch::nn::Sequential(torch::nn::Linear(8, 64), torch::nn::ReLU(), torch::nn::Linear(64, 1)));
    q_slow = register_module("q_slow", torch::nn::Sequential(torch::nn::Linear(8, 64), torch::nn::ReLU(), torch::nn::Linear(64, 1)));
  }
  torch::Tensor act(const torch::Tensor& s) { return torch::tanh(policy->forward(s)); }
  torch::Tensor score(const torch::Tensor& s, const torch::Tensor& a) { return q->forward(torch::cat({s, a}, -1)).squeeze(-1); }
  torch::nn::Sequential policy{nullptr}, q{nullptr}, q_slow{nullptr};
};
TORCH_MODULE(Agent);

void collect(Agent agent, Replay& replay, int steps) {
  torch::AutoGradMode recording(false);
  auto s = torch::randn({6});
  for (int i = 0; i < steps; ++i) {
    auto a = agent->act(s) + 0.1 * torch::randn({2});
    auto v = agent->score(s, a);
    auto n = 0.9 * s + 0.1 * a.repeat({3});
    replay.put({s, a, v, -n.abs().mean(), n});
    s = n;
  }
}

void soften(Agent& agent, double tau) {
  torch::NoGradGuard ng;
  auto fast = agent->q->parameters();
  auto slow = agent->q_slow->parameters();
  for (size_t i = 0; i < fast.size(); ++i) slow[i].mul_(1 - tau).add_(fast[i], tau);
}

double learn(Agent& agent, Replay& replay, torch::optim::Adam& q_opt, torch::optim::Adam& p_opt) {
  auto batch = replay.draw(64);
  auto s = gather_field(batch, [](const Transition& t) { return t.obs; });
  auto a = gather_field(batch, [](const Transition& t) { return t.act; });
  auto v = gather_field(batch, [](const Transition& t) { return t.value; });
  auto r = gather_field(batch, [](const Transition& t) { return t.reward; });
  auto n = gather_field(batch, [](const Transition& t) { return t.next; });
  auto y = r + 0.97 * agent->q_slow->forward(torch::cat({n, agent->act(n)}, -1)).squeeze(-1).detach();
  auto now = agent->score(s, a);
  auto loss = torch::mse_loss(now, y) + 0.01 * torch::mse_loss(now, v);
  q_opt.zero_grad();
  loss.backward();
  q_opt.step();
  auto policy_loss = -agent->score(s, agent->act(s)).mean();
  p_opt.zero_grad();
  policy_loss.backward();
  p_opt.step();
  soften(agent, 0.005);
  return loss.item<double>();
}

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::stoi(argv[1]) : 20000;
  Agent agent;
  Replay replay(20000);
  torch::optim::Adam q_opt(agent->q->parameters(), torch::optim::AdamOptions(1e-3));
  torch::optim::Adam p_opt(agent->policy->parameters(), torch::optim::AdamOptions(3e-4));
  for (int k = 0; k < rounds; ++k) {
    std::vector<std::future<void>> workers;
    for (int w = 0; w < 4; ++w) workers.push_back(std::async(std::launch::async, [&] { collect(agent, replay, 50); }));
    for (auto& f : workers) f.get();
    double td = 0;
    for (int u = 0; u < 20; ++u) td = learn(agent, replay, q_opt, p_opt);
    if (k % 50 == 0) std::cout << "round " << k << " td " << td << "\n";
  }
}
