#include <torch/torch.h>
#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

// Anything registered here is settled once per completed step.
class StepClock {
 public:
  using Slot = std::function<void(int64_t)>;
  void connect(Slot s) { slots_.push_back(std::move(s)); }
  void advance() {
    ++now_;
    for (auto& s : slots_) s(now_);
  }

 private:
  std::vector<Slot> slots_;
  int64_t now_ = 0;
};

class BufferSet {
 public:
  explicit BufferSet(StepClock& clock) {
    clock.connect([this](int64_t) {
      for (auto& b : buffers_) b.detach_();
    });
  }
  torch::Tensor allocate(at::IntArrayRef shape) { return buffers_.emplace_back(torch::zeros(shape)); }

 private:
  std::vector<torch::Tensor> buffers_;
};

class Memory {
 public:
  Memory(BufferSet& set, int64_t slots, int64_t dim) : slots_(slots), keys_(set.allocate({slots, dim})), usage_(set.allocate({slots})) {}

  torch::Tensor read(const torch::Tensor& q) const {
    auto w = torch::softmax(torch::matmul(q, keys_.clone().t()), -1);
    return torch::matmul(w, keys_.clone());
  }
  void write(const torch::Tensor& v) {
    keys_.index_put_({cursor_}, v);  // FP: inplace-history
    usage_[cursor_] = v.norm();  // FP: inplace-history
    cursor_ = (cursor_ + 1) % slots_;
  }
  float pressure() const { return usage_.max().item<float>(); }

 private:
  int64_t slots_;
  torch::Tensor keys_, usage_;
  int64_t cursor_ = 0;
};

struct ControllerImpl : torch::nn::Module {
  ControllerImpl() {
    q = register_module("q", torch::nn::Linear(10, 32));
    o = register_module("o", torch::nn::Linear(64, 10));
  }
  torch::Tensor query(const torch::Tensor& x) { return torch::tanh(q(x)); }
  torch::Tensor answer(const torch::Tensor& a, const torch::Tensor& b) { return o(torch::cat({a, b}, -1)); }
  torch::nn::Linear q{nullptr}, o{nullptr};
};
TORCH_MODULE(Controller);

int main() {
  StepClock clock;
  BufferSet buffers(clock);
  Memory memory(buffers, 128, 32);
  Controller ctl;
  torch::optim::Adam opt(ctl->parameters(), 1e-3);

  for (int64_t step = 0;; ++step) {
    auto x = torch::randn({24, 10});
    auto q = ctl->query(x);
    auto loss = torch::mse_loss(ctl->answer(q, memory.read(q)), x.flip(1));
    opt.zero_grad();
    loss.backward();
    opt.step();
    memory.write(q.mean(0));
    clock.advance();
    if (step % 500 == 0) std::cout << step << ' ' << loss.item<float>() << ' ' << memory.pressure() << '\n';
  }
}
