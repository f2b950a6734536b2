#include <torch/torch.h>

#include <iostream>
#include <tuple>
#include <utility>
#include <vector>

// Advantage actor critic with an LSTM core on a continuing task, updated every `window` steps.

using Memory = std::tuple<torch::Tensor, torch::Tensor>;

struct CoreOutput {
  torch::Tensor logits, value;
};

class RecurrentNetImpl : public torch::nn::Module {
 public:
  RecurrentNetImpl(int64_t obs, int64_t width, int64_t actions)
      : enc(register_module("enc", torch::nn::Linear(obs, width))),
        cell(register_module("cell", torch::nn::LSTMCell(torch::nn::LSTMCellOptions(width, width)))),
        pi(register_module("pi", torch::nn::Linear(width, actions))),
        v(register_module("v", torch::nn::Linear(width, 1))) {}

  std::pair<CoreOutput, Memory> forward(const torch::Tensor& x, const Memory& m) {
    auto next = cell->forward(torch::relu(enc->forward(x)), m);
    const auto& h = std::get<0>(next);
    return {CoreOutput{pi->forward(h), v->forward(h).squeeze(-1)}, next};
  }

 private:
  torch::nn::Linear enc;
  torch::nn::LSTMCell cell;
  torch::nn::Linear pi, v;
};
TORCH_MODULE(RecurrentNet);

class VectorEnv {
 public:
  explicit VectorEnv(int64_t n) : s_(torch::randn({n, 8})) {}
  const torch::Tensor& observe() const { return s_; }
  torch::Tensor apply(const torch::Tensor& actions) {
    auto push = (actions.to(torch::kFloat).unsqueeze(1) - 1.0) * 0.1;
    s_ = 0.97 * s_ + push + 0.05 * torch::randn_like(s_);
    return -s_.abs().mean(1);
  }

 private:
  torch::Tensor s_;
};

class Learner {
 public:
  Learner(int64_t envs, int64_t window)
      : window_(window),
        net_(8, 64, 3),
        opt_(net_->parameters(), torch::optim::RMSpropOptions(7e-4).alpha(0.99)),
        env_(envs),
        memory_(torch::zeros({envs, 64}), torch::zeros({envs, 64})) {}

  double advance() {
    for (int64_t t = 0; t < window_; ++t) {
      auto [out, next] = net_->forward(env_.observe(), memory_);
      memory_ = next;
      auto logp = torch::log_softmax(out.logits, 1);
      auto act = logp.exp().multinomial(1);
      log_probs_.push_back(logp.gather(1, act).squeeze(1));
      entropies_.push_back(-(logp.exp() * logp).sum(1));
      values_.push_back(out.value);
      rewards_.push_back(env_.apply(act.squeeze(1)));
    }
    return update();
  }

 private:
  torch::Tensor bootstrap() {
    torch::NoGradGuard ng;
    return net_->forward(env_.observe(), memory_).first.value;
  }

  double update() {
    auto ret = bootstrap();
    torch::Tensor loss = torch::zeros({});
    for (int64_t t = window_ - 1; t >= 0; --t) {
      ret = rewards_[t] + 0.99 * ret;
      auto adv = ret - values_[t];
      loss = loss - (log_probs_[t] * adv.detach()).mean() + 0.5 * adv.pow(2).mean() - 0.01 * entropies_[t].mean();
    }
    opt_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 0.5);
    opt_.step();
    finish_window();
    return loss.item<double>() / static_cast<double>(window_);
  }

  void finish_window() {
    auto& [h, c] = memory_;
    h = h.detach();
    c = c.detach();
    for (auto* list : {&log_probs_, &entropies_, &values_, &rewards_}) list->clear();
  }

  int64_t window_;
  RecurrentNet net_;
  torch::optim::RMSprop opt_;
  VectorEnv env_;
  Memory memory_;
  std::vector<torch::Tensor> log_probs_, entropies_, values_, rewards_;
};

int main(int argc, char** argv) {
  const int64_t window = argc > 1 ? std::stoll(argv[1]) : 20;
  Learner learner(16, window);
  double avg = 0.0;
  for (int64_t i = 0; i < 1000000; ++i) {
    avg = 0.99 * avg + 0.01 * learner.advance();
    if (i % 200 == 0) std::cout << "window " << i << " loss " << avg << std::endl;
  }
}
