#include <torch/torch.h>
#include <array>
#include <iostream>
#include <numeric>
#include <tuple>

// The step returns its loss with history; everybody who keeps it goes through to_number.
class Distiller {
 public:
  std::tuple<torch::Tensor, torch::Tensor> step(const torch::Tensor& x) {
    torch::Tensor wanted;
    {
      torch::NoGradGuard no_grad;
      wanted = teacher_->forward(x);
    }
    auto loss = torch::mse_loss(student_->forward(x), wanted);
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    return {loss, wanted.abs().mean()};
  }

 private:
  torch::nn::Sequential teacher_{torch::nn::Linear(10, 256), torch::nn::ReLU(), torch::nn::Linear(256, 4)};
  torch::nn::Sequential student_{torch::nn::Linear(10, 16), torch::nn::ReLU(), torch::nn::Linear(16, 4)};
  torch::optim::Adam optimizer_{student_->parameters(), 1e-3};
};

double to_number(const torch::Tensor& value) { return value.item<double>(); }

template <size_t N>
class Recent {
 public:
  void put(const torch::Tensor& value) { values_[next_++ % N] = to_number(value); }
  double mean() const { return std::accumulate(values_.begin(), values_.end(), 0.0) / N; }

 private:
  std::array<double, N> values_{};
  size_t next_ = 0;
};

int main() {
  Distiller distiller;
  Recent<100> losses, sizes;
  for (int64_t i = 0;; ++i) {
    auto [loss, size] = distiller.step(torch::randn({64, 10}));
    losses.put(loss);
    sizes.put(size);
    if (i % 1000 == 0) std::cout << losses.mean() << " of " << sizes.mean() << "\n";
  }
}
