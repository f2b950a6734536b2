#include <torch/torch.h>
#include <iostream>
#include <vector>

class MicroBatcher {
 public:
  MicroBatcher(torch::nn::Sequential net, size_t n) : net_(std::move(net)), opt_(net_->parameters(), torch::optim::AdamWOptions(1e-4)), n_(n) {
  }
  void feed(const torch::Tensor& x, const torch::Tensor& y) {
    pending_.push_back(torch::nn::functional::cross_entropy(net_->forward(x), y));
    if (pending_.size() == n_)
      flush();
  }
  void flush() {
    if (pending_.empty())
      return;
    torch::Tensor total = pending_.front();
    for (size_t i = 1; i < pending_.size(); ++i)
      total = total + pending_[i];
    opt_.zero_grad();
    (total / static_cast<double>(pending_.size())).backward();
    opt_.step();
    steps_++;
    log_.emplace_back(total.item<double>());
    pending_.clear();
  }
  const std::vector<double>& log() const {
    return log_;
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::AdamW opt_;
  size_t n_;
  int steps_ = 0;
  std::vector<torch::Tensor> pending_;
  std::vector<double> log_;
};

int main() {
  MicroBatcher m(torch::nn::Sequential(torch::nn::Linear(20, 40), torch::nn::SiLU(), torch::nn::Linear(40, 5)), 8);
  for (int i = 0; i < 100000; ++i)
    m.feed(torch::randn({4, 20}), torch::randint(5, {4}, torch::kLong));
  m.flush();
  std::cout << m.log().size() << "\n";
}
