#include <torch/torch.h>
#include <string>
#include <vector>

// Learned soft masks; what was kept of each layer is recorded per round.
class Pruner {
 public:
  Pruner() : l1_(64, 64), l2_(64, 10) {
    for (int i = 0; i < 2; ++i)
      gates_.push_back(torch::zeros({64}, torch::requires_grad()));
    std::vector<torch::Tensor> p = l1_->parameters();
    auto q = l2_->parameters();
    p.insert(p.end(), q.begin(), q.end());
    p.insert(p.end(), gates_.begin(), gates_.end());
    opt_ = std::make_shared<torch::optim::Adam>(p, torch::optim::AdamOptions(1e-3));
  }
  void round(int steps) {
    for (int s = 0; s < steps; ++s) {
      auto x = torch::randn({32, 64});
      auto h = torch::relu(l1_->forward(x * gate(0))) * gate(1);
      auto loss = l2_->forward(h).pow(2).mean() + 1e-3 * (gate(0).sum() + gate(1).sum());
      opt_->zero_grad();
      loss.backward();
      opt_->step();
    }
    std::vector<torch::Tensor> kept;
    for (size_t i = 0; i < gates_.size(); ++i)
      kept.push_back(gate(i).detach());
    rounds_.push_back(kept);
  }

 private:
  torch::Tensor gate(size_t i) const {
    return torch::sigmoid(gates_[i] * 10);
  }
  torch::nn::Linear l1_, l2_;
  std::vector<torch::Tensor> gates_;
  std::shared_ptr<torch::optim::Adam> opt_;
  std::vector<std::vector<torch::Tensor>> rounds_;
};

int main() {
  Pruner p;
  for (int r = 0; r < 200; ++r)
    p.round(100);
}
