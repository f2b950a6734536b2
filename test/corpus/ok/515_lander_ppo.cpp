#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <vector>

// On-policy training of a lander; never stops by itself.

struct BrainImpl : torch::nn::Module {
  BrainImpl() {
    trunk = register_module("trunk", torch::nn::Linear(6, 64));
    pi = register_module("pi", torch::nn::Linear(64, 3));
    v = register_module("v", torch::nn::Linear(64, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    auto h = torch::tanh(trunk(x));
    return {torch::log_softmax(pi(h), -1), v(h).squeeze(-1)};
  }
  torch::nn::Linear trunk{nullptr}, pi{nullptr}, v{nullptr};
};
TORCH_MODULE(Brain);

struct Transition {
  torch::Tensor log_prob;
  torch::Tensor value;
  torch::Tensor entropy;
  float reward;
  bool done;
};

class Lander {
 public:
  Lander() { reset(); }
  void reset() { s_ = torch::randn({6}); fuel_ = 60; }
  torch::Tensor observe() const { return s_; }
  std::pair<float, bool> apply(int64_t a) {
    s_ = 0.95 * s_ + 0.05 * torch::randn({6});
    s_[0] += 0.05 * static_cast<double>(a - 1);
    return {-std::abs(s_[0].item<float>()), --fuel_ <= 0};
  }

 private:
  torch::Tensor s_;
  int fuel_ = 0;
};

class Buffer {
 public:
  void add(Transition t) { steps_.push_back(std::move(t)); }
  bool full() const { return steps_.size() >= 128; }
  const std::vector<Transition>& steps() const { return steps_; }
  std::vector<Transition> drain() {
    std::vector<Transition> out;
    out.swap(steps_);
    return out;
  }

 private:
  std::vector<Transition> steps_;
};

class Trainer {
 public:
  explicit Trainer(Brain b) : brain_(b), opt_(b->parameters(), torch::optim::AdamOptions(7e-4)) {}

  double improve(Buffer& buffer) {
    auto steps = buffer.drain();
    torch::Tensor policy_loss = torch::zeros({}), value_loss = torch::zeros({}), bonus = torch::zeros({});
    float ret = 0;
    for (auto it = steps.rbegin(); it != steps.rend(); ++it) {
      ret = it->reward + (it->done ? 0.f : 0.99f * ret);
      auto adv = ret - it->value;
      policy_loss = policy_loss - it->log_prob * adv.detach();
      value_loss += adv.pow(2);
      bonus += it->entropy;
    }
    auto loss = (policy_loss + 0.5 * value_loss - 0.01 * bonus) / static_cast<double>(steps.size());
    opt_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(brain_->parameters(), 0.5);
    opt_.step();
    return loss.item<double>();
  }

 private:
  Brain brain_;
  torch::optim::Adam opt_;
};

int main() {
  Brain brain;
  Lander env;
  Buffer buffer;
  Trainer trainer(brain);
  double smooth = 0;
  for (long t = 0;; ++t) {
    auto [logp, value] = brain(env.observe());
    auto a = torch::multinomial(logp.exp(), 1).item<int64_t>();
    auto [r, done] = env.apply(a);
    buffer.add({logp[a], value, -(logp.exp() * logp).sum(), r, done});
    if (done) env.reset();
    if (buffer.full()) smooth += 0.05 * (trainer.improve(buffer) - smooth);
    if (t % 50000 == 0) std::cout << t << ' ' << smooth << std::endl;
  }
}
