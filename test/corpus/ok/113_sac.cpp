#include <torch/torch.h>
#include <vector>

struct MlpImpl : torch::nn::Module {
  MlpImpl(int64_t i, int64_t o) : seq(torch::nn::Linear(i, 256), torch::nn::ReLU(), torch::nn::Linear(256, 256), torch::nn::ReLU(), torch::nn::Linear(256, o)) {
    register_module("seq", seq);
  }
  torch::Tensor forward(torch::Tensor x) { return seq->forward(x); }
  torch::nn::Sequential seq;
};
TORCH_MODULE(Mlp);

class ReplayBuffer {
 public:
  ReplayBuffer(int64_t cap, int64_t o, int64_t a) : cap_(cap), s_(torch::zeros({cap, o})), s2_(torch::zeros({cap, o})), a_(torch::zeros({cap, a})), r_(torch::zeros({cap, 1})) {}
  void add(const torch::Tensor& s, const torch::Tensor& a, float r, const torch::Tensor& s2) {
    s_[pos_] = s;
    a_[pos_] = a;
    r_[pos_] = r;
    s2_[pos_] = s2;
    pos_ = (pos_ + 1) % cap_;
    n_ = std::min(n_ + 1, cap_);
  }
  std::array<torch::Tensor, 4> sample(int64_t b) const {
    auto i = torch::randint(n_, {b}, torch::kLong);
    return {s_.index_select(0, i), a_.index_select(0, i), r_.index_select(0, i), s2_.index_select(0, i)};
  }

 private:
  int64_t cap_, pos_ = 0, n_ = 0;
  torch::Tensor s_, s2_, a_, r_;
};

class SAC {
 public:
  SAC(int64_t o, int64_t a)
      : actor(o, 2 * a), q1(o + a, 1), q2(o + a, 1), q1t(o + a, 1), q2t(o + a, 1), logAlpha(torch::zeros({1}, torch::requires_grad())),
        aOpt(actor->parameters(), 3e-4), qOpt(join(q1->parameters(), q2->parameters()), 3e-4), alphaOpt({logAlpha}, 3e-4), targetEntropy(-(double)a) {
    polyak(q1, q1t, 1.0);
    polyak(q2, q2t, 1.0);
  }
  std::pair<torch::Tensor, torch::Tensor> pi(const torch::Tensor& s) {
    auto c = actor(s).chunk(2, -1);
    auto std = c[1].clamp(-20, 2).exp();
    auto u = c[0] + std * torch::randn_like(std);
    auto a = torch::tanh(u);
    auto lp = (-0.5 * ((u - c[0]) / std).pow(2) - std.log() - 0.919).sum(-1, true) - torch::log(1 - a.pow(2) + 1e-6).sum(-1, true);
    return {a, lp};
  }
  void update(const ReplayBuffer& rb) {
    auto [s, a, r, s2] = rb.sample(256);
    torch::Tensor y;
    {
      torch::NoGradGuard g;
      auto [a2, lp2] = pi(s2);
      auto in = torch::cat({s2, a2}, 1);
      y = r + 0.99 * (torch::min(q1t(in), q2t(in)) - logAlpha.exp() * lp2);
    }
    auto in = torch::cat({s, a}, 1);
    auto ql = torch::mse_loss(q1(in), y) + torch::mse_loss(q2(in), y);
    qOpt.zero_grad();
    ql.backward();
    qOpt.step();
    auto [na, lp] = pi(s);
    auto nin = torch::cat({s, na}, 1);
    auto pl = (logAlpha.exp().detach() * lp - torch::min(q1(nin), q2(nin))).mean();
    aOpt.zero_grad();
    pl.backward();
    aOpt.step();
    auto al = -(logAlpha * (lp.detach() + targetEntropy)).mean();
    alphaOpt.zero_grad();
    al.backward();
    alphaOpt.step();
    polyak(q1, q1t, 0.005);
    polyak(q2, q2t, 0.005);
  }

 private:
  static std::vector<torch::Tensor> join(std::vector<torch::Tensor> a, std::vector<torch::Tensor> b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
  static void polyak(Mlp& src, Mlp& dst, double tau) {
    torch::NoGradGuard g;
    auto s = src->parameters(), d = dst->parameters();
    for (size_t i = 0; i < s.size(); ++i) d[i].mul_(1 - tau).add_(s[i], tau);
  }
  Mlp actor, q1, q2, q1t, q2t;
  torch::Tensor logAlpha;
  torch::optim::Adam aOpt, qOpt, alphaOpt;
  double targetEntropy;
};

int main() {
  SAC sac(8, 2);
  ReplayBuffer rb(100000, 8, 2);
  auto s = torch::randn({8});
  for (int t = 0; t < 100000; ++t) {
    torch::Tensor a;
    {
      torch::NoGradGuard g;
      a = sac.pi(s.unsqueeze(0)).first.squeeze(0);
    }
    auto s2 = torch::randn({8});
    rb.add(s, a, 0.5f, s2);
    s = s2;
    if (t > 1000) sac.update(rb);
  }
}
