#include <torch/torch.h>
#include <cmath>
#include <iostream>

namespace F = torch::nn::functional;

struct BackboneImpl : torch::nn::Module {
  BackboneImpl(int64_t in, int64_t dim, int64_t out) {
    trunk = register_module("trunk", torch::nn::Sequential(
        torch::nn::Linear(in, dim), torch::nn::GELU(),
        torch::nn::Linear(dim, dim), torch::nn::GELU()));
    head = register_module("head", torch::nn::Linear(torch::nn::LinearOptions(dim, out).bias(false)));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    auto h = F::normalize(trunk->forward(x), F::NormalizeFuncOptions().dim(-1));
    return head->forward(h);
  }
  torch::nn::Sequential trunk{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(Backbone);

class DinoLoss {
 public:
  DinoLoss(int64_t out_dim, double momentum) : center_(torch::zeros({1, out_dim})), m_(momentum) {}

  torch::Tensor operator()(const torch::Tensor& student, const torch::Tensor& teacher, double temp) {
    auto target = torch::softmax((teacher - center_) / temp, -1).detach();
    auto logp = torch::log_softmax(student / 0.1, -1);
    auto loss = -(target * logp).sum(-1).mean();
    update_center(teacher);
    return loss;
  }

  double center_norm() const { return center_.norm().item<double>(); }

 private:
  void update_center(const torch::Tensor& teacher) {
    auto batch_center = teacher.mean(0, /*keepdim=*/true);
    center_ = center_ * m_ + batch_center * (1 - m_);  // WARN: graph-accumulation
  }

  torch::Tensor center_;
  double m_;
};

static void ema_update(Backbone& teacher, Backbone& student, double m) {
  torch::NoGradGuard no_grad;
  auto tp = teacher->parameters();
  auto sp = student->parameters();
  for (size_t i = 0; i < tp.size(); ++i) tp[i].mul_(m).add_(sp[i], 1 - m);
}

static torch::Tensor augment(const torch::Tensor& x) {
  auto mask = (torch::rand_like(x) > 0.2).to(torch::kFloat);
  return x * mask + 0.1 * torch::randn_like(x);
}

int main() {
  const int64_t in = 256, out = 1024;
  Backbone student(in, 384, out), teacher(in, 384, out);
  ema_update(teacher, student, 0.0);
  teacher->eval();

  torch::optim::AdamW opt(student->parameters(), torch::optim::AdamWOptions(5e-4).weight_decay(0.04));
  DinoLoss criterion(out, 0.9);
  auto data = torch::randn({20000, in});

  for (int epoch = 0; epoch < 300; ++epoch) {
    double running = 0;
    int batches = 0;
    double temp = epoch < 30 ? 0.04 + 0.03 * epoch / 30.0 : 0.07;
    auto order = torch::randperm(data.size(0));
    for (auto& idx : order.split(128)) {
      auto x = data.index_select(0, idx);
      auto t = teacher->forward(augment(x));
      auto s = student->forward(augment(x));
      auto loss = criterion(s, t, temp);
      opt.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_norm_(student->parameters(), 3.0);
      opt.step();
      ema_update(teacher, student, 0.996);
      running += loss.item<double>();
      ++batches;
    }
    std::cout << epoch << ": " << running / batches << " |c|=" << criterion.center_norm() << "\n";
  }
  torch::save(teacher, "dino_teacher.pt");
}
