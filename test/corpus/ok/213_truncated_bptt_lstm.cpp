#include <torch/torch.h>
#include <iostream>
#include <tuple>

// Trains on an endless stream, with truncated back-propagation through time.
class StreamTrainer {
 public:
  explicit StreamTrainer(int64_t truncate) : truncate_(truncate), optimizer_(parameters(), 1e-3) {}

  void feed(const torch::Tensor& x, const torch::Tensor& next) {
    std::tie(h_, c_) = cell_->forward(x, std::make_tuple(h_, c_));
    loss_ = loss_ + torch::mse_loss(out_->forward(h_), next);
    if (++length_ < truncate_) return;
    learn();
  }
  double average() const { return average_; }

 private:
  void learn() {
    optimizer_.zero_grad();
    loss_.backward();
    optimizer_.step();
    average_ = 0.99 * average_ + 0.01 * loss_.item<double>() / truncate_;
    h_.detach_();
    c_.detach_();
    loss_ = torch::zeros({});
    length_ = 0;
  }
  std::vector<torch::Tensor> parameters() {
    auto all = cell_->parameters();
    for (auto& p : out_->parameters()) all.push_back(p);
    return all;
  }
  int64_t truncate_, length_ = 0;
  torch::nn::LSTMCell cell_{4, 32};
  torch::nn::Linear out_{32, 4};
  torch::Tensor h_ = torch::zeros({8, 32}), c_ = torch::zeros({8, 32});
  torch::Tensor loss_ = torch::zeros({});
  torch::optim::Adam optimizer_;
  double average_ = 0;
};

int main() {
  StreamTrainer trainer(35);
  auto x = torch::randn({8, 4});
  for (int64_t t = 0; t < 100000000; ++t) {
    auto next = 0.9 * x + 0.1 * torch::randn({8, 4});
    trainer.feed(x, next);
    x = next;
    if (t % 5000 == 0) std::cout << t << " " << trainer.average() << "\n";
  }
}
