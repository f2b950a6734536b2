#include <torch/torch.h>
#include <iostream>
#include <vector>

// Node memory with history inside a batch; the trainer cuts it between batches.
struct MemoryImpl : torch::nn::Module {
  MemoryImpl(int64_t nodes, int64_t dim)
      : cell(register_module("cell", torch::nn::GRUCell(dim, dim))), state(torch::zeros({nodes, dim})) {}

  torch::Tensor update(const torch::Tensor& nodes, const torch::Tensor& message) {
    auto fresh = cell(message, state.index_select(0, nodes));
    state.index_copy_(0, nodes, fresh);
    return fresh;
  }
  void cut() { state.detach_(); }

  torch::nn::GRUCell cell;
  torch::Tensor state;
};
TORCH_MODULE(Memory);

class Trainer {
 public:
  Trainer(int64_t nodes, int64_t dim) : memory_(nodes, dim), head_(dim, 1), nodes_(nodes), dim_(dim) {
    auto all = memory_->parameters();
    for (auto& p : head_->parameters()) all.push_back(p);
    optimizer_ = std::make_unique<torch::optim::Adam>(all, 1e-3);
  }

  float batch() {
    auto loss = torch::zeros({});
    for (int hop = 0; hop < 4; ++hop) {
      auto nodes = torch::randperm(nodes_).slice(0, 0, 32);
      auto message = torch::randn({32, dim_});
      loss = loss + torch::mse_loss(head_(memory_->update(nodes, message)), message.mean(1, true));
    }
    optimizer_->zero_grad();
    loss.backward();
    optimizer_->step();
    memory_->cut();
    return loss.item<float>();
  }

 private:
  Memory memory_;
  torch::nn::Linear head_;
  int64_t nodes_, dim_;
  std::unique_ptr<torch::optim::Adam> optimizer_;
};

int main() {
  Trainer trainer(500, 16);
  for (int64_t i = 0;; ++i) {
    float loss = trainer.batch();
    if (i % 200 == 0) std::cout << i << " " << loss << "\n";
  }
}
