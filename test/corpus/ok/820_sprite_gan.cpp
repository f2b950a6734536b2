#include <torch/torch.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <utility>
#include <vector>

namespace gan {

// History of generated images shown to the critic (Shrivastava et al.)
template <class T>
class Pool {
 public:
  using Prepare = std::function<T(const T&)>;
  Pool(size_t cap, Prepare prepare) : cap_(cap), prepare_(std::move(prepare)) {}

  T exchange(const T& fresh) {
    T item = prepare_(fresh);
    if (items_.size() < cap_) {
      items_.push_back(item);
      return item;
    }
    if (std::rand() % 2) return item;
    return std::exchange(items_[static_cast<size_t>(std::rand()) % cap_], item);
  }

 private:
  size_t cap_;
  Prepare prepare_;
  std::vector<T> items_;
};

torch::nn::Sequential generator() {
  using namespace torch::nn;
  return Sequential(Linear(32, 256), ReLU(), Linear(256, 3 * 16 * 16), Tanh(),
                    Unflatten(UnflattenOptions(1, {3, 16, 16})));
}

torch::nn::Sequential critic() {
  using namespace torch::nn;
  return Sequential(Conv2d(Conv2dOptions(3, 32, 4).stride(2).padding(1)), LeakyReLU(), Flatten(), Linear(32 * 64, 1));
}

struct Losses {
  torch::Tensor critic, generator;
  Losses& operator+=(const Losses& o) {
    critic += o.critic;
    generator += o.generator;
    return *this;
  }
};

class Duel {
 public:
  Duel()
      : g_(generator()),
        c_(critic()),
        gopt_(g_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9})),
        copt_(c_->parameters(), torch::optim::AdamOptions(1e-4).betas({0.0, 0.9})),
        pool_(50, [](const torch::Tensor& t) { return t.detach(); }) {}

  Losses round(const torch::Tensor& real) {
    auto fake = g_->forward(torch::randn({real.size(0), 32}));
    auto shown = pool_.exchange(fake);
    auto closs = c_->forward(shown).mean() - c_->forward(real).mean() + 10 * penalty(real, shown);
    copt_.zero_grad();
    closs.backward();
    copt_.step();

    auto gloss = -c_->forward(fake).mean();
    gopt_.zero_grad();
    gloss.backward();
    gopt_.step();
    return {summary(closs), summary(gloss)};
  }

 private:
  static torch::Tensor summary(const torch::Tensor& t) { return t.detach().to(torch::kDouble); }

  torch::Tensor penalty(const torch::Tensor& a, const torch::Tensor& b) {
    auto e = torch::rand({a.size(0), 1, 1, 1});
    auto x = (e * a + (1 - e) * b).requires_grad_(true);
    auto y = c_->forward(x).sum();
    auto g = torch::autograd::grad({y}, {x}, {}, true, /*create_graph=*/true)[0];
    return (g.flatten(1).norm(2, 1) - 1).pow(2).mean();
  }

  torch::nn::Sequential g_, c_;
  torch::optim::Adam gopt_, copt_;
  Pool<torch::Tensor> pool_;
};

}  // namespace gan

int main() {
  gan::Duel duel;
  gan::Losses total{torch::zeros({}, torch::kDouble), torch::zeros({}, torch::kDouble)};
  for (long n = 1;; ++n) {
    total += duel.round(torch::rand({32, 3, 16, 16}) * 2 - 1);
    if (n % 500 == 0) {
      std::cout << n << " critic " << total.critic.item<double>() / n << " generator "
                << total.generator.item<double>() / n << std::endl;
    }
  }
}
