#include <torch/torch.h>
#include <map>
#include <string>
#include <vector>

class CycleTrainer {
 public:
  CycleTrainer() : ab_(4, 4), ba_(4, 4), opt_(params(), torch::optim::AdamOptions(2e-4)) {
  }

  void step(const torch::Tensor& a, const torch::Tensor& b) {
    auto fake_b = ab_->forward(a), fake_a = ba_->forward(b);
    auto cycle = torch::l1_loss(ba_->forward(fake_b), a) + torch::l1_loss(ab_->forward(fake_a), b);
    auto identity = torch::l1_loss(ab_->forward(b), b);
    opt_.zero_grad();
    cycle.backward({}, /*retain_graph=*/true);
    identity.backward({}, true);
    opt_.step();
    track("cycle", cycle);
    track("identity", identity);
  }
  void train(int n) {
    for (int i = 0; i < n; i++)
      step(torch::randn({8, 4}), torch::randn({8, 4}));
  }

 private:
  std::vector<torch::Tensor> params() {
    auto p = ab_->parameters();
    auto q = ba_->parameters();
    p.insert(p.end(), q.begin(), q.end());
    return p;
  }
  void track(const std::string& key, const torch::Tensor& value) {
    tracked_[key] = {value};
  }
  torch::nn::Linear ab_, ba_;
  torch::optim::Adam opt_;
  std::map<std::string, std::vector<torch::Tensor>> tracked_;
};
