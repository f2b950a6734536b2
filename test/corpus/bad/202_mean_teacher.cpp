#include <torch/torch.h>
#include <iostream>
#include <vector>

// Mean teacher: the teacher's weights follow the student's.
class Teacher {
 public:
  explicit Teacher(torch::nn::Sequential& student) {
    for (const auto& p : student->parameters()) shadow_.push_back(p.detach().clone());
  }
  void follow(torch::nn::Sequential& student) {
    auto params = student->parameters();
    for (size_t i = 0; i < params.size(); ++i)
      shadow_[i] = decay_ * shadow_[i] + (1 - decay_) * params[i];  // WARN: graph-accumulation
  }
  double distance() const {
    double d = 0;
    for (const auto& s : shadow_) d += s.norm().item<double>();
    return d;
  }

 private:
  double decay_ = 0.999;
  std::vector<torch::Tensor> shadow_;
};

int main() {
  torch::nn::Sequential student(torch::nn::Linear(20, 128), torch::nn::ReLU(), torch::nn::Linear(128, 2));
  torch::optim::SGD opt(student->parameters(), torch::optim::SGDOptions(0.1).momentum(0.9));
  Teacher teacher(student);
  for (int step = 0; step < 200000; ++step) {
    auto x = torch::randn({64, 20});
    auto loss = torch::mse_loss(student->forward(x), x.slice(1, 0, 2));
    opt.zero_grad();
    loss.backward();
    opt.step();
    teacher.follow(student);
    if (step % 5000 == 0) std::cout << loss.item<float>() << " " << teacher.distance() << "\n";
  }
}
