#include <torch/torch.h>
#include <iostream>
#include <vector>

using EvalGuard = torch::NoGradGuard;

class Scorer {
 public:
  Scorer() : net_(torch::nn::Linear(32, 64), torch::nn::ReLU(), torch::nn::Linear(64, 1)) { net_->eval(); }
  void a(const torch::Tensor& x) {
    auto guard = torch::NoGradGuard();
    scores_.push_back(net_->forward(x));
  }
  void b(const torch::Tensor& x) {
    torch::AutoGradMode off(false);
    scores_.push_back(net_->forward(x));
  }
  void c(const torch::Tensor& x) {
    EvalGuard g;
    scores_.push_back(net_->forward(x).sigmoid());
  }
  void d(const torch::Tensor& x) {
    const c10::InferenceMode inference(true);
    scores_.emplace_back(net_->forward(x));
  }
  double mean() {
    double s = 0;
    for (auto& t : scores_) s += t.mean().item<double>();
    return s / scores_.size();
  }

 private:
  torch::nn::Sequential net_;
  std::vector<torch::Tensor> scores_;
};

int main() {
  Scorer s;
  for (int i = 0; i < 10000; ++i) {
    auto x = torch::randn({4, 32});
    s.a(x);
    s.b(x);
    s.c(x);
    s.d(x);
  }
  std::cout << s.mean() << '\n';
}
