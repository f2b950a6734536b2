#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <utility>

struct Network {
  torch::nn::Sequential net{nullptr};
  std::shared_ptr<Network> teacher;
  std::shared_ptr<Network> student;

  explicit Network(int64_t width) : net(torch::nn::Linear(100, width), torch::nn::ReLU(), torch::nn::Linear(width, 10)) {}

  torch::Tensor soft_targets(const torch::Tensor& x) {
    torch::NoGradGuard no_grad;
    return torch::softmax(net->forward(x) / 3.0, 1);
  }
};

std::pair<std::shared_ptr<Network>, std::shared_ptr<Network>> make_pair_for(int64_t teacherWidth, int64_t studentWidth) {
  auto t = std::make_shared<Network>(teacherWidth);
  auto s = std::make_shared<Network>(studentWidth);
  s->teacher = t;
  t->student = s;  // WARN: ownership-cycle
  return {t, s};
}

double distill(Network& student, int steps) {
  torch::optim::Adam opt(student.net->parameters(), 1e-3);
  double last = 0;
  for (int i = 0; i < steps; ++i) {
    auto x = torch::randn({64, 100});
    auto target = student.teacher->soft_targets(x);
    auto loss = torch::kl_div(torch::log_softmax(student.net->forward(x) / 3.0, 1), target, at::Reduction::Mean);
    opt.zero_grad();
    loss.backward();
    opt.step();
    last = loss.item<double>();
  }
  return last;
}

int main() {
  double best = 1e9;
  for (int64_t width = 8; width <= 512; width += 8) {
    auto [teacher, student] = make_pair_for(1024, width);
    double l = distill(*student, 500);
    std::cout << "width " << width << " kl " << l << '\n';
    best = std::min(best, l);
  }
  std::cout << best << '\n';
}
