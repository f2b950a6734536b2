#include <torch/torch.h>

#include <cmath>
#include <iostream>

namespace util {

template <class Module>
void set_trainable(Module& module, bool on) {
  for (auto& p : module->parameters()) p.set_requires_grad(on);
}

template <class Module>
void blend(Module& dst, Module& src, double keep) {
  torch::NoGradGuard guard;
  auto d = dst->parameters();
  auto s = src->parameters();
  for (size_t i = 0; i < d.size(); ++i) d[i].mul_(keep).add_(s[i], 1.0 - keep);
}

}  // namespace util

struct ProjectorImpl : torch::nn::Module {
  ProjectorImpl(int64_t in, int64_t out) {
    body = register_module("body", torch::nn::Sequential(torch::nn::Linear(in, 384), torch::nn::GELU(),
                                                         torch::nn::Linear(384, 384), torch::nn::GELU()));
    last = register_module("last", torch::nn::Linear(384, out));
  }
  torch::Tensor forward(const torch::Tensor& x) { return last(body->forward(x)); }
  torch::nn::Sequential body{nullptr};
  torch::nn::Linear last{nullptr};
};
TORCH_MODULE(Projector);

class SelfDistillation {
 public:
  SelfDistillation(int64_t in, int64_t out)
      : student_(in, out), teacher_(in, out), center_(torch::zeros({1, out})) {
    util::blend(teacher_, student_, 0.0);
    util::set_trainable(teacher_, false);
  }

  torch::Tensor loss(const torch::Tensor& global_view, const torch::Tensor& local_view) {
    auto t = teacher_->forward(global_view);
    auto s = student_->forward(local_view);
    auto target = torch::softmax((t - center_) / 0.04, 1);
    auto loss = -(target * torch::log_softmax(s / 0.1, 1)).sum(1).mean();
    update_center(t);
    return loss;
  }

  void follow(double momentum) { util::blend(teacher_, student_, momentum); }

  std::vector<torch::Tensor> parameters() { return student_->parameters(); }
  double center_norm() const { return center_.norm().item<double>(); }

 private:
  void update_center(const torch::Tensor& teacher_out) {
    center_ = center_ * 0.9 + teacher_out.mean(0, /*keepdim=*/true) * 0.1;
  }

  Projector student_, teacher_;
  torch::Tensor center_;
};

int main() {
  SelfDistillation dino(512, 1024);
  torch::optim::AdamW opt(dino.parameters(), torch::optim::AdamWOptions(5e-4).weight_decay(0.04));
  const long total = 3000000;

  for (long step = 0; step < total; ++step) {
    auto img = torch::randn({48, 512});
    auto local = img * (torch::rand_like(img) > 0.5);
    auto loss = dino.loss(img, local);
    opt.zero_grad();
    loss.backward();
    opt.step();
    dino.follow(1.0 - 0.004 * (std::cos(M_PI * step / total) + 1) / 2);
    if (step % 500 == 0)
      std::cout << step << " loss " << loss.item<float>() << " center " << dino.center_norm() << '\n';
  }
}
