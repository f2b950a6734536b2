#include <torch/torch.h>
#include <iostream>
#include <string>
#include <tuple>

using torch::Tensor;

// continuing (non-episodic) partially observed chain
struct BlindChain {
  int64_t pos = 0, n = 24;
  Tensor look() const {
    auto o = torch::zeros({1, 6});
    o[0][pos % 6] = 1;
    return o + 0.1 * torch::randn({1, 6});
  }
  double move(bool right) {
    pos = (pos + (right ? 1 : n - 1)) % n;
    return pos == 0 ? 1.0 : 0.0;
  }
};

struct MemoryImpl : torch::nn::Module {
  torch::nn::GRUCell cell{nullptr};
  torch::nn::LayerNorm norm{nullptr};
  MemoryImpl(int64_t in, int64_t hid) {
    cell = register_module("cell", torch::nn::GRUCell(in, hid));
    norm = register_module("norm", torch::nn::LayerNorm(torch::nn::LayerNormOptions({hid})));
  }
  Tensor forward(const Tensor& o, const Tensor& h) { return norm(cell(o, h)); }
};
TORCH_MODULE(Memory);

class Agent {
 public:
  Agent(int64_t obs, int64_t hid, double lr)
      : mem(obs, hid), value(hid, 1), pi(hid, 2), opt(heads(), torch::optim::SGDOptions(lr)),
        h(torch::zeros({1, hid})) {}

  // the memory comes from an earlier self-supervised run, only the two heads are tuned here
  void restore(const std::string& file) { torch::load(mem, file); }

  Tensor perceive(const Tensor& obs) {
    h = mem(obs, h);  // WARN: recurrent-state
    return h.detach();
  }

  std::tuple<bool, Tensor> act(const Tensor& feat) {
    auto logp = torch::log_softmax(pi(feat), 1);
    auto a = torch::multinomial(logp.detach().exp(), 1);
    return {a.item<int64_t>() == 1, logp.gather(1, a).squeeze()};
  }

  double learn(const Tensor& feat, const Tensor& next, const Tensor& logp, double r) {
    auto v = value(feat).squeeze();
    auto target = r + gamma * value(next).squeeze().detach();
    auto delta = target - v;
    auto loss = delta.pow(2) * 0.5 - logp * delta.detach();
    opt.zero_grad();
    loss.backward();
    opt.step();
    return delta.item<double>();
  }

 private:
  std::vector<Tensor> heads() {
    auto p = value->parameters();
    auto q = pi->parameters();
    p.insert(p.end(), q.begin(), q.end());
    return p;
  }

  Memory mem;
  torch::nn::Linear value, pi;
  torch::optim::SGD opt;
  Tensor h;
  double gamma = 0.97;
};

int main(int argc, char** argv) {
  BlindChain env;
  Agent agent(6, 48, 1e-2);
  if (argc > 1) agent.restore(argv[1]);

  double avg_r = 0, avg_td = 0;
  Tensor feat = agent.perceive(env.look());
  for (long t = 0; t < 50000000L; t++) {
    auto [right, logp] = agent.act(feat);
    double r = env.move(right);
    Tensor next = agent.perceive(env.look());
    double td = agent.learn(feat, next, logp, r);
    feat = next;
    avg_r += 1e-3 * (r - avg_r);
    avg_td += 1e-3 * (td * td - avg_td);
    if (t % 10000 == 0) std::cout << t << " reward/step " << avg_r << " td^2 " << avg_td << "\n";
  }
}
