#include <torch/torch.h>
#include <iostream>

// The destructor of a ScopedLeaf drops its gradient, and with it the way from gradient to leaf.
class ScopedLeaf {
 public:
  explicit ScopedLeaf(const torch::Tensor& value) : leaf_(value.detach().clone().requires_grad_()) {}
  ScopedLeaf(const ScopedLeaf&) = delete;
  ~ScopedLeaf() { leaf_.mutable_grad() = torch::Tensor(); }

  const torch::Tensor& get() const { return leaf_; }
  torch::Tensor gradient_of(const torch::Tensor& loss) {
    loss.backward({}, true, true);
    return leaf_.grad();
  }

 private:
  torch::Tensor leaf_;
};

struct Task {
  torch::Tensor x, y;
};

Task draw() {
  auto slope = torch::randn({5, 1});
  auto x = torch::randn({16, 5});
  return {x, torch::tanh(x.mm(slope))};
}

torch::Tensor outer_loss(const torch::Tensor& rate, const torch::Tensor& start) {
  Task task = draw();
  ScopedLeaf weight(start);
  auto inner = torch::mse_loss(torch::tanh(task.x.mm(weight.get())), task.y);
  auto step = weight.gradient_of(inner).clone();
  return torch::mse_loss(torch::tanh(task.x.mm(weight.get().detach() - rate * step)), task.y);
}

int main() {
  auto rate = torch::full({}, 0.1).requires_grad_();
  auto start = torch::zeros({5, 1});
  torch::optim::SGD optimizer({rate}, 1e-3);
  for (int64_t i = 0; i < 10000000; ++i) {
    auto loss = outer_loss(rate, start);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    if (i % 1000 == 0) std::cout << rate.item<float>() << " " << loss.item<float>() << "\n";
  }
}
