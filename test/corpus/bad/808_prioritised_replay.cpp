#include <torch/torch.h>

#include <iostream>
#include <random>

using torch::indexing::Slice;

struct Sample {
  torch::Tensor idx, s, a, r, s2;
};

class PrioritisedMemory {
 public:
  PrioritisedMemory(int64_t cap, int64_t obs)
      : cap_(cap),
        s_(torch::zeros({cap, obs})),
        s2_(torch::zeros({cap, obs})),
        a_(torch::zeros({cap}, torch::kLong)),
        r_(torch::zeros({cap})),
        prio_(torch::ones({cap})) {}

  void add(const torch::Tensor& s, int64_t a, float r, const torch::Tensor& s2) {
    s_[pos_] = s;
    a_[pos_] = a;
    r_[pos_] = r;
    s2_[pos_] = s2;
    pos_ = (pos_ + 1) % cap_;
    size_ = std::min(size_ + 1, cap_);
  }

  Sample draw(int64_t n) const {
    auto idx = prio_.index({Slice(0, size_)}).pow(0.6).multinomial(n, /*replacement=*/true);
    return {idx, s_.index({idx}), a_.index({idx}), r_.index({idx}), s2_.index({idx})};
  }

  void reprioritise(const torch::Tensor& idx, const torch::Tensor& error) {
    prio_.index_put_({idx}, error.clamp(1e-3, 10.0));  // WARN: inplace-history
  }

  int64_t size() const { return size_; }

 private:
  int64_t cap_, pos_ = 0, size_ = 0;
  torch::Tensor s_, s2_, a_, r_, prio_;
};

struct QNetImpl : torch::nn::Module {
  QNetImpl(int64_t obs, int64_t act)
      : l1(register_module("l1", torch::nn::Linear(obs, 128))), l2(register_module("l2", torch::nn::Linear(128, act))) {}
  torch::Tensor forward(const torch::Tensor& x) { return l2(torch::relu(l1(x))); }
  torch::nn::Linear l1, l2;
};
TORCH_MODULE(QNet);

class Agent {
 public:
  Agent() : online_(8, 4), target_(8, 4), opt_(online_->parameters(), torch::optim::AdamOptions(5e-4)) { sync(); }

  int64_t act(const torch::Tensor& s, double eps) {
    if (u_(rng_) < eps) return std::uniform_int_distribution<int64_t>(0, 3)(rng_);
    torch::NoGradGuard g;
    return online_(s.unsqueeze(0)).argmax(1).item<int64_t>();
  }

  float learn(PrioritisedMemory& memory) {
    auto b = memory.draw(64);
    auto q = online_(b.s).gather(1, b.a.unsqueeze(1)).squeeze(1);
    auto td = q - bootstrap(b);
    auto loss = torch::where(td.abs() < 1, 0.5 * td * td, td.abs() - 0.5).mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    memory.reprioritise(b.idx, td.abs());
    return loss.item<float>();
  }

  void sync() {
    torch::NoGradGuard g;
    auto from = online_->parameters();
    auto to = target_->parameters();
    for (size_t i = 0; i < to.size(); ++i) to[i].copy_(from[i]);
  }

 private:
  torch::Tensor bootstrap(const Sample& b) {
    torch::NoGradGuard g;
    return b.r + 0.99 * std::get<0>(target_(b.s2).max(1));
  }
  QNet online_, target_;
  torch::optim::Adam opt_;
  std::mt19937 rng_{3};
  std::uniform_real_distribution<double> u_{0, 1};
};

int main() {
  PrioritisedMemory memory(20000, 8);
  Agent agent;
  auto s = torch::randn({8});
  for (int64_t step = 0; step < 50'000'000; ++step) {
    auto a = agent.act(s, 0.1);
    auto s2 = (0.9 * s + 0.1 * torch::randn({8})).roll(a == 2 ? 1 : 0);
    memory.add(s, a, s2[0].item<float>(), s2);
    s = s2;
    if (memory.size() < 1000) continue;
    float loss = agent.learn(memory);
    if (step % 2000 == 0) agent.sync();
    if (step % 10000 == 0) std::cout << step << " " << loss << std::endl;
  }
}
