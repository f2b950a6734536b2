// super resolution trainer with pluggable listeners
#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <list>
#include <memory>
#include <vector>

struct StepResult {
  int64_t step = 0;
  torch::Tensor l1;
  double psnr = 0;
};

using Listener = std::function<void(const StepResult&)>;

struct UpscalerImpl : torch::nn::Module {
  UpscalerImpl() {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 5).padding(2)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 12, 3).padding(1)));
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return torch::pixel_shuffle(c2(torch::relu(c1(x))), 2);
  }
  torch::nn::Conv2d c1{nullptr}, c2{nullptr};
};
TORCH_MODULE(Upscaler);

class Trainer {
 public:
  Trainer() : opt_(net_->parameters(), 2e-4) {}
  void on_step(Listener l) { listeners_.push_back(std::move(l)); }
  void run(int64_t steps) {
    for (int64_t i = 0; i < steps; ++i) {
      StepResult r = step(i);
      for (auto& l : listeners_) l(r);
    }
  }

 private:
  StepResult step(int64_t i) {
    auto hi = torch::rand({8, 3, 64, 64});
    auto lo = torch::avg_pool2d(hi, 2);
    auto out = net_->forward(lo);
    StepResult r;
    r.step = i;
    r.l1 = torch::l1_loss(out, hi);
    opt_.zero_grad();
    r.l1.backward();
    opt_.step();
    r.psnr = -10.0 * torch::mse_loss(out.detach(), hi).log10().item<double>();
    return r;
  }
  Upscaler net_;
  torch::optim::Adam opt_;
  std::vector<Listener> listeners_;
};

class Dashboard {
 public:
  void receive(const StepResult& r) {
    if (r.step % 10 != 0) return;
    rows_.push_back(r);  // WARN: graph-in-container
    if (rows_.size() % 20 == 0) print();
  }

 private:
  void print() const {
    const auto& a = rows_.front();
    const auto& z = rows_.back();
    std::cout << "from " << a.l1.item<float>() << " to " << z.l1.item<float>() << ", psnr " << z.psnr
              << " after " << z.step << " steps\n";
  }
  std::list<StepResult> rows_;
};

int main() {
  Trainer t;
  auto board = std::make_shared<Dashboard>();
  t.on_step([board](const StepResult& r) { board->receive(r); });
  t.run(10000000);
}
