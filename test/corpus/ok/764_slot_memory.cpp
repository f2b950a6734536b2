#include <torch/torch.h>

#include <cstdint>
#include <iostream>
#include <utility>

// Few-shot learner with a writable slot table. Each task writes its support
// set into the table, reads it back for the queries and trains through it.

template <class Derived>
class Memory {
 public:
  torch::Tensor read(const torch::Tensor& q) const {
    const auto& t = static_cast<const Derived&>(*this).table();
    auto w = torch::softmax(q.matmul(t.t()) / 0.3, 1);
    return w.matmul(t);
  }
};

class SlotMemory : public Memory<SlotMemory> {
 public:
  SlotMemory(int64_t slots, int64_t dim) : table_(torch::randn({slots, dim}) * 0.1) {}

  const torch::Tensor& table() const { return table_; }

  void write(const torch::Tensor& features) {
    begin_task();
    const auto n = features.size(0);
    auto rows = (torch::arange(n) + cursor_).remainder(table_.size(0));
    table_.index_put_({rows}, features);
    cursor_ = (cursor_ + n) % table_.size(0);
  }

 private:
  void begin_task() { table_ = table_.detach().clone(); }

  torch::Tensor table_;
  int64_t cursor_ = 0;
};

struct Task {
  torch::Tensor support, query, target;
};

static Task sample_task() {
  auto centre = torch::randn({5, 20});
  auto cls = torch::randint(5, {40});
  return {centre + 0.1 * torch::randn_like(centre), centre.index_select(0, cls) + 0.2 * torch::randn({40, 20}),
          centre.index_select(0, cls)};
}

struct LearnerImpl : torch::nn::Module {
  LearnerImpl()
      : embed(register_module("embed", torch::nn::Linear(20, 32))),
        decode(register_module("decode", torch::nn::Linear(32, 20))) {}
  torch::nn::Linear embed, decode;
};
TORCH_MODULE(Learner);

int main() {
  Learner net;
  SlotMemory memory(128, 32);
  torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(3e-4));

  auto centre = torch::zeros({20});
  double smooth = 0;
  for (std::uint64_t n = 1;; ++n) {
    auto task = sample_task();
    memory.write(torch::tanh(net->embed->forward(task.support)));
    auto found = memory.read(torch::tanh(net->embed->forward(task.query)));
    auto guess = net->decode->forward(found);
    auto loss = torch::mse_loss(guess, task.target);

    opt.zero_grad();
    loss.backward();
    opt.step();

    {
      torch::NoGradGuard off;
      centre.mul_(0.99).add_(guess.mean(0), 0.01);
    }
    smooth = n == 1 ? loss.item<double>() : 0.99 * smooth + 0.01 * loss.item<double>();
    if (n % 1000 == 0) std::cout << n << ' ' << smooth << " bias " << centre.norm().item<float>() << '\n';
  }
}
