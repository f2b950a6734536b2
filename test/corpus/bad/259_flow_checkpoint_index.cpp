#include <torch/torch.h>
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// A RealNVP on two moons, with an index of the checkpoints that were written.
struct CouplingImpl : torch::nn::Module {
  explicit CouplingImpl(bool flip) : flip_(flip) {
    net = register_module("net", torch::nn::Sequential(torch::nn::Linear(1, 64), torch::nn::ReLU(), torch::nn::Linear(64, 2)));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    auto halves = (flip_ ? x.flip({1}) : x).chunk(2, 1);
    auto st = net->forward(halves[0]).chunk(2, 1);
    auto scale = torch::tanh(st[0]);
    return {torch::cat({halves[0], halves[1] * scale.exp() + st[1]}, 1), scale.sum(1)};
  }
  torch::nn::Sequential net{nullptr};
  bool flip_;
};
TORCH_MODULE(Coupling);

class Flow : public torch::nn::Module {
 public:
  Flow() {
    for (int i = 0; i < 6; ++i) layers_->push_back(Coupling(i % 2 == 1));
    register_module("layers", layers_);
  }
  torch::Tensor log_prob(torch::Tensor x) {
    auto log_det = torch::zeros({x.size(0)});
    for (const auto& layer : *layers_) {
      auto [y, d] = layer->as<CouplingImpl>()->forward(x);
      x = y;
      log_det = log_det + d;
    }
    return log_det - 0.5 * x.pow(2).sum(1) - std::log(2 * M_PI);
  }

 private:
  torch::nn::ModuleList layers_;
};

struct Checkpoint {
  int64_t step;
  std::string path;
  torch::Tensor nll;
};

void save(const std::shared_ptr<Flow>& flow, int64_t step, const torch::Tensor& nll, std::vector<Checkpoint>& index) {
  std::string path = "flow_" + std::to_string(step % 5) + ".pt";
  torch::save(flow, path);
  index.push_back(Checkpoint{step, path, nll});  // WARN: graph-in-container
}

torch::Tensor moons(int64_t n) {
  auto t = torch::rand({n}) * M_PI;
  auto side = torch::randint(0, 2, {n}).to(torch::kFloat);
  auto x = torch::stack({t.cos() + side, (1 - 2 * side) * t.sin() + 0.5 * side}, 1);
  return x + 0.05 * torch::randn({n, 2});
}

int main() {
  auto flow = std::make_shared<Flow>();
  torch::optim::Adam optimizer(flow->parameters(), 1e-3);
  std::vector<Checkpoint> index;
  for (int64_t step = 1;; ++step) {
    auto nll = -flow->log_prob(moons(512)).mean();
    optimizer.zero_grad();
    nll.backward();
    optimizer.step();
    if (step % 100 == 0) save(flow, step, nll, index);
    if (step % 5000 == 0) std::cout << index.back().path << " " << index.back().nll.item<float>() << "\n";
  }
}
