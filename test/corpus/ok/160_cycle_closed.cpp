#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <memory>
#include <vector>

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  explicit Connection(torch::nn::Sequential model) : model_(model), state_(torch::zeros({1, 128})) {}
  void open() {
    auto self = shared_from_this();
    onMessage_ = [self](const torch::Tensor& x) { self->handle(x); };
    onTick_ = [self] { self->ticks_++; };
  }
  void receive(const torch::Tensor& x) {
    if (onMessage_) onMessage_(x);
  }
  void close() {
    onMessage_ = nullptr;
    onTick_ = nullptr;
  }

 private:
  void handle(const torch::Tensor& x) {
    torch::NoGradGuard g;
    state_ = torch::tanh(model_->forward(x) + state_);
  }
  torch::nn::Sequential model_;
  torch::Tensor state_;
  int ticks_ = 0;
  std::function<void(const torch::Tensor&)> onMessage_;
  std::function<void()> onTick_;
};

int main() {
  torch::nn::Sequential model(torch::nn::Linear(32, 128));
  for (int i = 0; i < 10000; ++i) {
    auto c = std::make_shared<Connection>(model);
    c->open();
    for (int k = 0; k < 10; ++k) c->receive(torch::randn({1, 32}));
    c->close();
  }
}
