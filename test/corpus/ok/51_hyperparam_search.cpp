#include <cmath>
#include <torch/torch.h>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

struct Trial {
  double lr;
  int64_t width;
  double score;
};

class Objective {
 public:
  double operator()(double lr, int64_t width) const {
    torch::nn::Sequential net(torch::nn::Linear(4, width), torch::nn::Tanh(), torch::nn::Linear(width, 1));
    torch::optim::Adam opt(net->parameters(), torch::optim::AdamOptions(lr));
    torch::Tensor last;
    for (int i = 0; i < 300; ++i) {
      auto x = torch::randn({64, 4});
      last = torch::mse_loss(net->forward(x), x.norm(2, 1, true));
      opt.zero_grad();
      last.backward();
      opt.step();
    }
    return last.item<double>();
  }
};

std::vector<Trial> search(const std::function<double(double, int64_t)>& f, int n) {
  std::vector<Trial> trials;
  for (int i = 0; i < n; ++i) {
    double lr = std::pow(10.0, -1 - 3 * torch::rand({1}).item<double>());
    int64_t width = torch::randint(4, 128, {1}, torch::kLong).item<int64_t>();
    trials.push_back({lr, width, f(lr, width)});
  }
  return trials;
}

int main() {
  auto best = std::make_unique<Trial>(Trial{0, 0, std::numeric_limits<double>::max()});
  for (const auto& t : search(Objective{}, 100))
    if (t.score < best->score)
      *best = t;
}
