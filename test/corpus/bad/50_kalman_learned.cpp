#include <torch/torch.h>
#include <array>
#include <utility>
#include <vector>

class LearnedFilter {
 public:
  LearnedFilter() {
    gain_ = torch::full({2, 2}, 0.1, torch::requires_grad());
    opt_ = std::make_unique<torch::optim::SGD>(std::vector<torch::Tensor>{gain_}, 1e-3);
  }
  void track(const std::vector<torch::Tensor>& measurements) {
    auto state = torch::zeros({2});
    for (const auto& z : measurements) {
      auto innovation = z - state.detach();
      state = state.detach() + gain_.matmul(innovation);
      auto loss = innovation.dot(z - state);
      opt_->zero_grad();
      loss.backward();
      opt_->step();
      log_.push_back(std::make_pair(state, innovation));  // WARN: graph-in-container
    }
  }

 private:
  torch::Tensor gain_;
  std::unique_ptr<torch::optim::SGD> opt_;
  std::vector<std::pair<torch::Tensor, torch::Tensor>> log_;
};

int main() {
  LearnedFilter filter;
  for (int run = 0; run < 1000; ++run) {
    std::vector<torch::Tensor> z;
    for (int i = 0; i < 100; ++i)
      z.push_back(torch::randn({2}));
    filter.track(z);
  }
}
