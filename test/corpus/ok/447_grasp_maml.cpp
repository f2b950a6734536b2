// First- and second-order meta learning of a grasp force model (few trials per object).
#include <torch/torch.h>

#include <cmath>
#include <cstring>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

using Weights = std::vector<torch::Tensor>;

struct Trials {
  torch::Tensor x, y;
};

class ObjectSampler {
 public:
  void pick() {
    friction_ = 0.2 + 0.8 * torch::rand({1}).item<double>();
    mass_ = 0.1 + 2.0 * torch::rand({1}).item<double>();
  }
  Trials draw(int64_t n) const {
    auto x = torch::rand({n, 2}) * 2.0 - 1.0;
    auto y = mass_ * 9.81 / (friction_ * (1.2 + x.select(1, 0))) * torch::cos(x.select(1, 1));
    return {x, (y / 50.0).unsqueeze(-1)};
  }

 private:
  double friction_ = 0.5, mass_ = 1.0;
};

static torch::Tensor predict(const Weights& w, const torch::Tensor& x) {
  auto h = torch::tanh(torch::linear(x, w[0], w[1]));
  h = torch::tanh(torch::linear(h, w[2], w[3]));
  return torch::linear(h, w[4], w[5]);
}

class MetaLearner {
 public:
  MetaLearner(int64_t width, int inner, double inner_lr, bool second_order)
      : inner_(inner), inner_lr_(inner_lr), second_order_(second_order) {
    const std::vector<std::vector<int64_t>> shapes{{width, 2}, {width}, {width, width}, {width}, {1, width}, {1}};
    for (const auto& s : shapes) {
      auto init = s.size() == 2 ? torch::randn(s) / std::sqrt(static_cast<double>(s[1])) : torch::zeros(s);
      slow_.push_back(init.requires_grad_(true));
    }
    opt_ = std::make_unique<torch::optim::Adam>(slow_, torch::optim::AdamOptions(1e-3));
  }

  double meta_step(ObjectSampler& objects, int tasks) {
    opt_->zero_grad();
    torch::Tensor total = torch::zeros({});
    for (int k = 0; k < tasks; ++k) {
      objects.pick();
      const auto fast = adapt(objects.draw(10));
      const auto query = objects.draw(20);
      total = total + torch::mse_loss(predict(fast, query.x), query.y);
    }
    total = total / tasks;
    total.backward();
    opt_->step();
    return total.item<double>();
  }

  Weights adapt(const Trials& support) const {
    Weights fast = slow_;
    for (int i = 0; i < inner_; ++i) {
      auto loss = torch::mse_loss(predict(fast, support.x), support.y);
      auto grads = torch::autograd::grad({loss}, fast, {}, second_order_, second_order_);
      for (std::size_t j = 0; j < fast.size(); ++j) fast[j] = fast[j] - inner_lr_ * grads[j];
    }
    return fast;
  }

  void deploy(const std::string& name, const Trials& support) {
    Weights tuned;
    for (const auto& w : adapt(support)) tuned.push_back(w.detach().clone());
    deployed_[name] = std::move(tuned);
  }

  double check(const std::string& name, const Trials& t) const {
    return torch::mse_loss(predict(deployed_.at(name), t.x), t.y).item<double>();
  }

 private:
  int inner_;
  double inner_lr_;
  bool second_order_;
  Weights slow_;
  std::unique_ptr<torch::optim::Adam> opt_;
  std::map<std::string, Weights> deployed_;
};

int main(int argc, char** argv) {
  const bool second = !(argc > 1 && std::strcmp(argv[1], "--first-order") == 0);
  MetaLearner learner(48, 5, 0.05, second);
  ObjectSampler objects;
  const char* stations[] = {"cell-a", "cell-b"};
  for (long k = 0; k < 200000; ++k) {
    const double loss = learner.meta_step(objects, 8);
    if (k % 500 == 0) {
      const std::string station = stations[(k / 500) % 2];
      objects.pick();
      learner.deploy(station, objects.draw(10));
      std::cout << k << " meta " << loss << ' ' << station << ' ' << learner.check(station, objects.draw(50)) << '\n';
    }
  }
  return 0;
}
