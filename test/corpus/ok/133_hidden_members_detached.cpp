#include <torch/torch.h>
#include <iostream>
#include <optional>

class StreamLearner {
 public:
  StreamLearner(int64_t in, int64_t hid) : rnn_(torch::nn::GRUOptions(in, hid)), head_(hid, in) {
    auto ps = rnn_->parameters();
    for (auto& p : head_->parameters()) ps.push_back(p);
    opt_ = std::make_unique<torch::optim::Adam>(ps, 1e-3);
  }
  float consume(const torch::Tensor& chunk) {
    torch::Tensor h0 = hidden_ ? *hidden_ : torch::zeros({1, chunk.size(1), 64});
    auto [out, h] = rnn_->forward(chunk.slice(0, 0, -1), h0);
    auto loss = torch::mse_loss(head_(out), chunk.slice(0, 1));
    opt_->zero_grad();
    loss.backward();
    opt_->step();
    hidden_ = h.detach();
    return loss.item<float>();
  }

 private:
  torch::nn::GRU rnn_;
  torch::nn::Linear head_;
  std::unique_ptr<torch::optim::Adam> opt_;
  std::optional<torch::Tensor> hidden_;
};

int main() {
  StreamLearner l(10, 64);
  for (int i = 0; i < 100000; ++i) {
    auto v = l.consume(torch::randn({20, 8, 10}));
    if (i % 1000 == 0) std::cout << v << "\n";
  }
}
