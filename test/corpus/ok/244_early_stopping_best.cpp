#include <torch/torch.h>
#include <iostream>

// Early stopping that holds the best loss itself: one graph at a time.
class EarlyStopping {
 public:
  enum class State { Warmup, Improving, Waiting, Stopped };

  explicit EarlyStopping(int64_t patience) : patience_(patience) {}

  State update(const torch::Tensor& loss) {
    switch (state_) {
      case State::Warmup:
        best_ = loss;
        state_ = State::Improving;
        break;
      case State::Improving:
      case State::Waiting:
        if ((loss < best_).item<bool>()) {
          best_ = loss;
          waited_ = 0;
          state_ = State::Improving;
        } else {
          state_ = ++waited_ > patience_ ? State::Stopped : State::Waiting;
        }
        break;
      case State::Stopped:
        break;
    }
    return state_;
  }

  const torch::Tensor& best() const { return best_; }

 private:
  int64_t patience_, waited_ = 0;
  torch::Tensor best_;
  State state_ = State::Warmup;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(8, 32), torch::nn::ReLU(), torch::nn::Linear(32, 1));
  torch::optim::Adagrad optimizer(net->parameters(), 1e-2);
  EarlyStopping stopping(100000);
  EarlyStopping::State state;
  do {
    auto x = torch::randn({32, 8});
    auto loss = torch::mse_loss(net->forward(x), x.prod(1, true));
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    state = stopping.update(loss);
  } while (state != EarlyStopping::State::Stopped);
  std::cout << "best " << stopping.best().item<float>() << "\n";
}
