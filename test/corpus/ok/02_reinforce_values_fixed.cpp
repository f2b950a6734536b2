#include <torch/torch.h>
#include <deque>
#include <random>
#include <vector>

struct Env {
  torch::Tensor reset() {
    t = 0;
    return torch::rand({4});
  }
  std::tuple<torch::Tensor, float, bool> step(int64_t) {
    return {torch::rand({4}), 1.f, ++t > 200};
  }
  int t = 0;
};

struct ActorCriticImpl : torch::nn::Module {
  torch::nn::Linear body{nullptr}, pi{nullptr}, v{nullptr};
  ActorCriticImpl() {
    body = register_module("body", torch::nn::Linear(4, 64));
    pi = register_module("pi", torch::nn::Linear(64, 2));
    v = register_module("v", torch::nn::Linear(64, 1));
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(torch::Tensor s) {
    auto h = torch::tanh(body(s));
    return std::make_tuple(torch::softmax(pi(h), -1), v(h));
  }
};
TORCH_MODULE(ActorCritic);

class Runner {
 public:
  Runner() : opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {
  }
  void train(int episodes) {
    for (int e = 0; e < episodes; ++e)
      run_episode();
  }

 private:
  void run_episode() {
    std::vector<torch::Tensor> log_probs;
    std::vector<float> rewards;
    auto s = env_.reset();
    bool done = false;
    while (!done) {
      auto [p, value] = net_->forward(s);
      auto a = p.multinomial(1);
      log_probs.push_back(torch::log(p[a.item<int64_t>()]));
      values_.push_back(value);
      if (values_.size() > 1000)
        values_.pop_front();
      float r;
      std::tie(s, r, done) = env_.step(a.item<int64_t>());
      rewards.push_back(r);
    }
    float ret = 0;
    std::vector<torch::Tensor> terms;
    for (int i = static_cast<int>(rewards.size()) - 1; i >= 0; --i) {
      ret = rewards[i] + 0.99f * ret;
      terms.push_back(-log_probs[i] * ret);
    }
    auto loss = torch::stack(terms).sum();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
  }
  ActorCritic net_;
  torch::optim::Adam opt_;
  Env env_;
  std::deque<torch::Tensor> values_;
};

int main() {
  Runner r;
  r.train(5000);
}
