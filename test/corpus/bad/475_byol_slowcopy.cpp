// BYOL on vectors; the slow branch is a dictionary of weights used functionally
#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>

namespace F = torch::nn::functional;
typedef torch::Tensor T;
typedef std::map<std::string, T> Dict;

struct OnlineImpl : torch::nn::Module {
  torch::nn::Linear fc1{nullptr}, fc2{nullptr}, pred1{nullptr}, pred2{nullptr};
  OnlineImpl(int in, int hid, int out) {
    fc1 = register_module("fc1", torch::nn::Linear(in, hid));
    fc2 = register_module("fc2", torch::nn::Linear(hid, out));
    pred1 = register_module("pred1", torch::nn::Linear(out, hid));
    pred2 = register_module("pred2", torch::nn::Linear(hid, out));
  }
  T encode(T x) { return fc2(torch::gelu(fc1(x))); }
  T forward(T x) { return pred2(torch::relu(pred1(encode(x)))); }
};
TORCH_MODULE(Online);

class SlowBranch {
  Dict w_;
  double tau_;

 public:
  SlowBranch(Online& net, double tau) : tau_(tau) {
    for (auto& item : net->named_parameters())
      if (item.key().rfind("pred", 0) != 0) w_[item.key()] = item.value().detach().clone();
  }

  void absorb(Online& net) {
    auto fresh = net->named_parameters();
    for (auto& kv : w_) {
      const T& p = fresh[kv.first];
      kv.second = kv.second * tau_ + p * (1.0 - tau_);  // WARN: graph-accumulation
    }
  }

  T project(const T& x) const {
    torch::NoGradGuard ng;
    auto h = torch::gelu(F::linear(x, w_.at("fc1.weight"), w_.at("fc1.bias")));
    return F::linear(h, w_.at("fc2.weight"), w_.at("fc2.bias"));
  }

  double drift(Online& net) const {
    torch::NoGradGuard ng;
    double d = 0;
    for (auto& item : net->named_parameters()) {
      auto f = w_.find(item.key());
      if (f != w_.end()) d += (f->second - item.value()).norm().item<double>();
    }
    return d;
  }
};

T distance(const T& p, const T& z) {
  auto opt = F::NormalizeFuncOptions().dim(1);
  return (2 - 2 * (F::normalize(p, opt) * F::normalize(z, opt)).sum(1)).mean();
}

struct Views { T a, b; };

Views sample_views(const T& data, int n) {
  auto rows = data.index_select(0, torch::randint(data.size(0), {n}, torch::kLong));
  auto mask = [&] { return (torch::rand_like(rows) > 0.2).to(torch::kFloat); };
  return {rows * mask(), rows * mask() + 0.05 * torch::randn_like(rows)};
}

int main(int argc, char** argv) {
  long steps = 10000;
  if (argc > 1) steps = std::stol(argv[1]);
  torch::manual_seed(2);
  T data = torch::randn({4096, 40}).mm(torch::randn({40, 80}));
  Online net(80, 128, 32);
  SlowBranch slow(net, 0.996);
  torch::optim::AdamW opt(net->parameters(), torch::optim::AdamWOptions(1e-3).weight_decay(1e-5));
  torch::optim::StepLR sched(opt, 2000, 0.5);

  for (long s = 0; s < steps; ++s) {
    auto v = sample_views(data, 64);
    auto loss = distance(net->forward(v.a), slow.project(v.b)) + distance(net->forward(v.b), slow.project(v.a));
    opt.zero_grad();
    loss.backward();
    opt.step();
    sched.step();
    slow.absorb(net);
    if (s % 500 == 0)
      std::cout << "step " << s << "  loss " << loss.item<float>() << "  drift " << slow.drift(net) << "\n";
  }
  torch::save(net, "byol.pt");
}
