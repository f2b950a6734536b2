#include <torch/torch.h>

#include <cstdlib>
#include <iostream>
#include <tuple>
#include <vector>

// T-maze: the cue is shown in the first observation only.
class TMaze {
 public:
  torch::Tensor reset() {
    cue_ = std::rand() % 2;
    pos_ = 0;
    return obs(true);
  }
  std::tuple<torch::Tensor, float, bool> step(int64_t action) {
    if (++pos_ < length_) return {obs(false), -0.01f, false};
    return {obs(false), action == cue_ ? 1.0f : -1.0f, true};
  }

 private:
  torch::Tensor obs(bool show) const {
    auto o = torch::zeros({1, 3});
    o[0][0] = show ? (cue_ ? 1.0f : -1.0f) : 0.0f;
    o[0][1] = static_cast<float>(pos_) / static_cast<float>(length_);
    o[0][2] = 1.0f;
    return o;
  }
  int64_t cue_ = 0, pos_ = 0, length_ = 10;
};

struct RecurrentPolicyImpl : torch::nn::Module {
  RecurrentPolicyImpl() {
    cell = register_module("cell", torch::nn::GRUCell(3, 48));
    pi = register_module("pi", torch::nn::Linear(48, 2));
    v = register_module("v", torch::nn::Linear(48, 1));
  }
  torch::nn::GRUCell cell{nullptr};
  torch::nn::Linear pi{nullptr}, v{nullptr};
};
TORCH_MODULE(RecurrentPolicy);

class Agent {
 public:
  Agent() : opt_(net_->parameters(), torch::optim::AdamOptions(3e-4)) {}

  void begin_episode() { hidden_ = torch::zeros({1, 48}); }

  int64_t act(const torch::Tensor& obs) {
    hidden_ = net_->cell->forward(obs, hidden_);
    auto logp = torch::log_softmax(net_->pi->forward(hidden_), 1);
    const int64_t a = logp.detach().exp().multinomial(1).item<int64_t>();
    logps_.push_back(logp[0][a]);
    values_.push_back(net_->v->forward(hidden_).squeeze());
    return a;
  }

  void reward(float r) { rewards_.push_back(r); }

  double finish_episode() {
    std::vector<torch::Tensor> terms;
    float ret = 0;
    for (size_t i = rewards_.size(); i-- > 0;) {
      ret = rewards_[i] + 0.99f * ret;
      auto adv = ret - values_[i];
      terms.push_back(-logps_[i] * adv.detach() + 0.5 * adv.pow(2));
    }
    auto loss = torch::stack(terms).sum();
    opt_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 1.0);
    opt_.step();
    logps_.clear();
    values_.clear();
    rewards_.clear();
    return ret;
  }

 private:
  RecurrentPolicy net_;
  torch::optim::Adam opt_;
  torch::Tensor hidden_;
  std::vector<torch::Tensor> logps_, values_;
  std::vector<float> rewards_;
};

int main() {
  TMaze env;
  Agent agent;
  double smooth = 0;
  for (int64_t ep = 0; ep < 1'000'000; ++ep) {
    agent.begin_episode();
    auto obs = env.reset();
    for (bool done = false; !done;) {
      const auto a = agent.act(obs);
      float r;
      std::tie(obs, r, done) = env.step(a);
      agent.reward(r);
    }
    smooth = 0.99 * smooth + 0.01 * agent.finish_episode();
    if (ep % 500 == 0) std::cout << "episode " << ep << " return " << smooth << std::endl;
  }
}
