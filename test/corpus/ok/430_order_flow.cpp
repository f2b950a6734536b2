// Online training of a recurrent order-flow model from a tick callback.
#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using TickHandler = std::function<void(const torch::Tensor& features, float next_move)>;

class TickSource {
 public:
  void connect(TickHandler h) { handler_ = std::move(h); }
  void pump(int64_t n) {
    for (int64_t i = 0; i < n; ++i) {
      auto f = torch::randn({1, 8});
      handler_(f, f.sum().item<float>() > 0 ? 1.f : -1.f);
    }
  }

 private:
  TickHandler handler_;
};

struct FlowCellImpl : torch::nn::Module {
  FlowCellImpl() : cell(8, 48), read(48, 1) {
    register_module("cell", cell);
    register_module("read", read);
  }
  torch::nn::GRUCell cell;
  torch::nn::Linear read;
};
TORCH_MODULE(FlowCell);

class OnlineTrader {
 public:
  explicit OnlineTrader(size_t window)
      : window_(window),
        opt_(net_->parameters(), torch::optim::RMSpropOptions(1e-3)),
        hidden_(torch::zeros({1, 48})),
        errors_(torch::zeros({256})) {}

  void on_tick(const torch::Tensor& features, float move) {
    hidden_ = net_->cell->forward(features, hidden_);
    auto guess = torch::tanh(net_->read->forward(hidden_)).squeeze();
    auto err = (guess - move).pow(2);
    note(err);
    terms_.push_back(err);
    penalty_ = penalty_.defined() ? penalty_ + hidden_.abs().mean() : hidden_.abs().mean();
    if (terms_.size() == window_) update();
  }

  float recent() const { return errors_.mean().item<float>(); }
  int64_t updates() const { return updates_; }

 private:
  void note(const torch::Tensor& err) {
    errors_[ticks_++ % errors_.size(0)] = err.detach();
  }

  void update() {
    auto loss = torch::stack(terms_).mean() + 1e-3 * penalty_;
    opt_.zero_grad();
    loss.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 5.0);
    opt_.step();
    terms_.clear();
    penalty_.reset();
    hidden_ = hidden_.detach();
    ++updates_;
  }

  size_t window_;
  FlowCell net_;
  torch::optim::RMSprop opt_;
  torch::Tensor hidden_;
  torch::Tensor errors_;
  std::vector<torch::Tensor> terms_;
  torch::Tensor penalty_;
  int64_t ticks_ = 0;
  int64_t updates_ = 0;
};

int main(int argc, char** argv) {
  const size_t window = argc > 1 ? std::stoul(argv[1]) : 16;
  OnlineTrader trader(window);
  TickSource source;
  source.connect([&trader](const torch::Tensor& f, float m) { trader.on_tick(f, m); });
  for (;;) {
    source.pump(10000);
    std::cout << trader.updates() << " updates, recent error " << trader.recent() << std::endl;
  }
}
