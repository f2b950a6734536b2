#include <torch/torch.h>
#include <iostream>
#include <vector>

namespace kd {

struct Config {
  double T = 4.0;
  double alpha = 0.7;
  int epochs = 200;
  int64_t batch = 128;
};

struct History {
  std::vector<torch::Tensor> train_loss;
  std::vector<double> val_acc;
};

torch::nn::Sequential mlp(int64_t in, int64_t hidden, int64_t out) {
  return torch::nn::Sequential(torch::nn::Linear(in, hidden), torch::nn::ReLU(),
                               torch::nn::Linear(hidden, hidden), torch::nn::ReLU(),
                               torch::nn::Linear(hidden, out));
}

torch::Tensor soft_loss(const torch::Tensor& s, const torch::Tensor& t, double T) {
  return torch::kl_div(torch::log_softmax(s / T, 1), torch::softmax(t / T, 1), at::Reduction::Sum) *
         (T * T / s.size(0));
}

torch::Tensor distill_step(torch::nn::Sequential& student, torch::nn::Sequential& teacher,
                           torch::optim::Optimizer& opt, const Config& c,
                           const torch::Tensor& x, const torch::Tensor& y) {
  torch::Tensor t;
  {
    torch::NoGradGuard ng;
    t = teacher->forward(x);
  }
  auto s = student->forward(x);
  auto loss = c.alpha * soft_loss(s, t, c.T) + (1 - c.alpha) * torch::cross_entropy_loss(s, y);
  opt.zero_grad();
  loss.backward();
  opt.step();
  return loss;
}

double accuracy(torch::nn::Sequential& net, const torch::Tensor& x, const torch::Tensor& y) {
  torch::NoGradGuard ng;
  return net->forward(x).argmax(1).eq(y).to(torch::kFloat).mean().item<double>();
}

template <class Step, class Eval>
void fit(const torch::Tensor& X, const torch::Tensor& Y, const Config& c, Step step, Eval eval, History& h) {
  for (int e = 0; e < c.epochs; ++e) {
    auto perm = torch::randperm(X.size(0));
    for (const auto& idx : perm.split(c.batch)) {
      h.train_loss.push_back(step(X.index_select(0, idx), Y.index_select(0, idx)));  // WARN: attached-return
    }
    h.val_acc.push_back(eval());
    std::cout << "epoch " << e << " loss " << h.train_loss.back().item<float>() << " acc "
              << h.val_acc.back() << "\n";
  }
}

}  // namespace kd

int main() {
  kd::Config cfg;
  auto teacher = kd::mlp(64, 1024, 10);
  auto student = kd::mlp(64, 64, 10);
  try {
    torch::load(teacher, "teacher.pt");
  } catch (const c10::Error& e) {
    std::cerr << "no teacher checkpoint: " << e.what_without_backtrace() << "\n";
  }
  teacher->eval();

  auto X = torch::randn({50000, 64});
  auto Y = torch::randint(10, {50000}, torch::kLong);
  auto Xv = torch::randn({5000, 64});
  auto Yv = torch::randint(10, {5000}, torch::kLong);

  torch::optim::SGD opt(student->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9));
  kd::History hist;
  kd::fit(
      X, Y, cfg,
      [&](const torch::Tensor& x, const torch::Tensor& y) {
        return kd::distill_step(student, teacher, opt, cfg, x, y);
      },
      [&] { return kd::accuracy(student, Xv, Yv); }, hist);
  torch::save(student, "student.pt");
}
