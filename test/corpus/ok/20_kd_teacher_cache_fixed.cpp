#include <torch/torch.h>
#include <unordered_map>
#include <vector>

torch::nn::Sequential mlp(int64_t hidden) {
  return torch::nn::Sequential(torch::nn::Linear(32, hidden), torch::nn::ReLU(), torch::nn::Linear(hidden, 10));
}

class DistillationRun {
 public:
  explicit DistillationRun(std::vector<torch::Tensor> data)
      : teacher_(mlp(512)), student_(mlp(32)), opt_(student_->parameters(), torch::optim::AdamOptions(1e-3)), data_(std::move(data)) {
    teacher_->eval();
    for (auto& p : teacher_->parameters())
      p.requires_grad_(false);
  }
  void run(int epochs) {
    for (int e = 0; e < epochs; ++e)
      for (size_t i = 0; i < data_.size(); ++i)
        step(i);
  }

 private:
  torch::Tensor teacher_logits(size_t i) {
    auto found = cache_.find(i);
    if (found != cache_.end())
      return found->second;
    auto logits = teacher_->forward(data_[i]) / temperature_;
    cache_[i] = logits;
    return logits;
  }
  void step(size_t i) {
    auto soft = torch::softmax(teacher_logits(i).detach(), -1);
    auto loss = torch::kl_div(torch::log_softmax(student_->forward(data_[i]) / temperature_, -1), soft);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
  }
  torch::nn::Sequential teacher_, student_;
  torch::optim::Adam opt_;
  std::vector<torch::Tensor> data_;
  std::unordered_map<size_t, torch::Tensor> cache_;
  double temperature_ = 4.0;
};

int main() {
  std::vector<torch::Tensor> data;
  for (int i = 0; i < 5000; ++i)
    data.push_back(torch::randn({16, 32}));
  DistillationRun run(std::move(data));
  run.run(20);
}
