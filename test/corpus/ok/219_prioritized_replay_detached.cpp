#include <torch/torch.h>
#include <iostream>
#include <tuple>

constexpr int64_t kCapacity = 4096;

struct Learned {
  torch::Tensor loss;
  torch::Tensor priority;
};

// Transitions in rings of a fixed size, drawn by their priority.
class PrioritizedReplay {
 public:
  void add(const torch::Tensor& state, int64_t action, float reward) {
    states_[head_] = state;
    actions_[head_] = action;
    rewards_[head_] = reward;
    priorities_[head_] = 1.0;
    head_ = (head_ + 1) % kCapacity;
    size_ = std::min(size_ + 1, kCapacity);
  }
  torch::Tensor draw(int64_t n) const { return torch::multinomial(priorities_.slice(0, 0, size_), n, true); }
  std::tuple<torch::Tensor, torch::Tensor, torch::Tensor> at(const torch::Tensor& index) const {
    return {states_.index({index}), actions_.index({index}), rewards_.index({index})};
  }
  void setPriorities(const torch::Tensor& index, const torch::Tensor& priority) {
    priorities_.index_put_({index}, priority);
  }

 private:
  torch::Tensor states_ = torch::zeros({kCapacity, 8});
  torch::Tensor actions_ = torch::zeros({kCapacity}, torch::kLong);
  torch::Tensor rewards_ = torch::zeros({kCapacity});
  torch::Tensor priorities_ = torch::zeros({kCapacity});
  int64_t head_ = 0, size_ = 0;
};

class Learner {
 public:
  Learner() : optimizer_(q_->parameters(), 1e-3) {}
  void learn(PrioritizedReplay& replay) {
    auto index = replay.draw(32);
    auto result = errorOf(replay.at(index));
    optimizer_.zero_grad();
    result.loss.backward();
    optimizer_.step();
    replay.setPriorities(index, result.priority);
  }

 private:
  Learned errorOf(const std::tuple<torch::Tensor, torch::Tensor, torch::Tensor>& batch) {
    const auto& [states, actions, rewards] = batch;
    auto chosen = q_->forward(states).gather(1, actions.unsqueeze(1)).squeeze(1);
    auto error = rewards - chosen;
    return {error.pow(2).mean(), error.detach().abs() + 1e-3};
  }
  torch::nn::Sequential q_{torch::nn::Linear(8, 64), torch::nn::ReLU(), torch::nn::Linear(64, 4)};
  torch::optim::Adam optimizer_;
};

int main() {
  PrioritizedReplay replay;
  Learner learner;
  for (int64_t step = 0; step < 10000000; ++step) {
    replay.add(torch::randn({8}), step % 4, static_cast<float>(step % 7));
    if (step > 64) learner.learn(replay);
    if (step % 1000 == 0) std::cout << step << "\n";
  }
}
