#include <torch/torch.h>
#include <cstdio>

// A critic whose values per state are shown as a map.
struct CriticImpl : torch::nn::Module {
  torch::Tensor forward(torch::Tensor x) { return v(torch::tanh(h(x))); }
  torch::nn::Linear h{register_module("h", torch::nn::Linear(2, 64))};
  torch::nn::Linear v{register_module("v", torch::nn::Linear(64, 1))};
};
TORCH_MODULE(Critic);

class ValueMap {
 public:
  ValueMap(int64_t n) : table_(torch::zeros({n, n})) {}
  void set(int64_t i, int64_t j, const torch::Tensor& v) {
    table_.index_put_({i, j}, v.squeeze());  // WARN: inplace-history
  }
  float highest() const { return table_.max().item<float>(); }

 private:
  torch::Tensor table_;
};

int main() {
  Critic critic;
  torch::optim::Adam opt(critic->parameters(), 3e-4);
  ValueMap map(32);
  for (long step = 0;; ++step) {
    auto s = torch::rand({1, 2});
    auto v = critic->forward(s);
    auto loss = torch::mse_loss(v, torch::ones({1, 1}));
    opt.zero_grad();
    loss.backward();
    opt.step();
    map.set(step % 32, (step / 32) % 32, v);
    if (step % 1024 == 0) std::printf("%f\n", map.highest());
  }
}
