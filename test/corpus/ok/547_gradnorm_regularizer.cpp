#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <vector>

// Classifier trained with a penalty on the norm of its own loss gradient (flat minima).

struct ClassifierImpl : torch::nn::Module {
  ClassifierImpl(int64_t in, int64_t hid, int64_t out)
      : a(register_module("a", torch::nn::Linear(in, hid))),
        b(register_module("b", torch::nn::Linear(hid, hid))),
        c(register_module("c", torch::nn::Linear(hid, out))) {}
  torch::Tensor forward(torch::Tensor x) {
    return c->forward(torch::softplus(b->forward(torch::softplus(a->forward(x)))));
  }
  torch::nn::Linear a, b, c;
};
TORCH_MODULE(Classifier);

struct StepInfo {
  double loss, grad_norm;
};

using Observer = std::function<void(int, const StepInfo&)>;

class FlatTrainer {
 public:
  FlatTrainer(Classifier net, double lambda)
      : net_(net), opt_(net->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9)), lambda_(lambda) {}

  void observe(Observer o) { observers_.push_back(std::move(o)); }

  void step(const torch::Tensor& x, const torch::Tensor& y) {
    opt_.zero_grad();
    auto loss = torch::cross_entropy_loss(net_->forward(x), y);
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);

    auto sq = torch::zeros({});
    for (auto& p : net_->parameters())
      if (p.grad().defined()) sq = sq + p.grad().pow(2).sum();

    opt_.zero_grad();
    auto penalized = loss + lambda_ * sq;
    penalized.backward();
    opt_.step();

    StepInfo info{loss.item<double>(), sq.sqrt().item<double>()};
    for (auto& o : observers_) o(steps_, info);
    ++steps_;
  }

 private:
  Classifier net_;
  torch::optim::SGD opt_;
  double lambda_;
  int steps_ = 0;
  std::vector<Observer> observers_;
};

int main() {
  auto X = torch::randn({20000, 40});
  auto W = torch::randn({40, 10});
  auto Y = (X.mm(W) + 0.5 * torch::randn({20000, 10})).argmax(1);

  Classifier net(40, 128, 10);
  FlatTrainer trainer(net, 0.01);

  double loss_ema = 0, norm_ema = 0;
  trainer.observe([&](int step, const StepInfo& s) {
    double k = step == 0 ? 0.0 : 0.98;
    loss_ema = k * loss_ema + (1 - k) * s.loss;
    norm_ema = k * norm_ema + (1 - k) * s.grad_norm;
  });
  trainer.observe([&](int step, const StepInfo&) {
    if (step % 500 == 0) std::cout << step << " loss " << loss_ema << " |g| " << norm_ema << "\n";
  });

  for (int epoch = 0; epoch < 2000; ++epoch)
    for (auto& idx : torch::randperm(X.size(0)).split(200))
      trainer.step(X.index_select(0, idx), Y.index_select(0, idx));
}
