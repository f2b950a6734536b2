#include <torch/torch.h>

#include <iostream>
#include <random>
#include <vector>

namespace {

struct Experience {
  torch::Tensor state, next;
  int64_t action;
  float reward;
  bool done;
};

class Replay {
 public:
  explicit Replay(std::size_t capacity) : capacity_(capacity), priority_(torch::ones({static_cast<int64_t>(capacity)})) {}

  void push(Experience e) {
    if (items_.size() < capacity_) {
      items_.push_back(std::move(e));
    } else {
      items_[head_] = std::move(e);
    }
    head_ = (head_ + 1) % capacity_;
  }

  torch::Tensor sample(int64_t n) const {
    return priority_.narrow(0, 0, static_cast<int64_t>(items_.size())).multinomial(n, true);
  }

  void reprioritise(const torch::Tensor& index, const torch::Tensor& error) {
    priority_.index_put_({index}, error.abs() + 1e-3);
  }

  const Experience& operator[](int64_t i) const { return items_[static_cast<std::size_t>(i)]; }
  std::size_t size() const { return items_.size(); }

 private:
  std::size_t capacity_, head_ = 0;
  std::vector<Experience> items_;
  torch::Tensor priority_;
};

struct QNetImpl : torch::nn::Module {
  QNetImpl() { net = register_module("net", torch::nn::Sequential(torch::nn::Linear(8, 64), torch::nn::ReLU(), torch::nn::Linear(64, 4))); }
  torch::Tensor forward(const torch::Tensor& x) { return net->forward(x); }
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(QNet);

void follow(QNet& target, QNet& online, double rate) {
  torch::NoGradGuard no_grad;
  auto from = online->parameters();
  auto to = target->parameters();
  for (std::size_t i = 0; i < to.size(); ++i) to[i].lerp_(from[i], rate);
}

class Learner {
 public:
  Learner() : opt_(online_->parameters(), torch::optim::AdamOptions(5e-4)) { follow(target_, online_, 1.0); }

  int64_t act(const torch::Tensor& s) { return online_->forward(s).argmax(-1).item<int64_t>(); }

  void learn(Replay& replay, int64_t batch) {
    const auto index = replay.sample(batch);
    std::vector<torch::Tensor> s, n;
    std::vector<int64_t> a;
    std::vector<float> r, live;
    for (int64_t k = 0; k < batch; ++k) {
      const auto& e = replay[index[k].item<int64_t>()];
      s.push_back(e.state);
      n.push_back(e.next);
      a.push_back(e.action);
      r.push_back(e.reward);
      live.push_back(e.done ? 0.f : 1.f);
    }
    const auto best = std::get<0>(target_->forward(torch::stack(n)).max(1)).detach();
    const auto wanted = torch::tensor(r) + 0.95 * torch::tensor(live) * best;
    const auto q = online_->forward(torch::stack(s)).gather(1, torch::tensor(a).unsqueeze(1)).squeeze(1);
    const auto error = wanted - q;
    const auto loss = error.pow(2).mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    follow(target_, online_, 0.005);

    auto report = [&](const torch::Tensor& e) { replay.reprioritise(index, e.detach()); };
    report(error);
    average_.lerp_(error.detach().mean(), 0.01);
  }

  double average() const { return average_.item<double>(); }

 private:
  QNet online_, target_;
  torch::optim::Adam opt_;
  torch::Tensor average_ = torch::zeros({});
};

}  // namespace

int main() {
  Learner learner;
  Replay replay(20000);
  std::mt19937 rng(11);
  auto state = torch::rand({8});
  for (uint64_t t = 0;; ++t) {
    const int64_t action = rng() % 10 == 0 ? static_cast<int64_t>(rng() % 4) : learner.act(state);
    auto next = torch::rand({8});
    replay.push({state, next, action, next[action].item<float>(), rng() % 50 == 0});
    state = next;
    if (replay.size() >= 500) learner.learn(replay, 32);
    if (t % 10000 == 0) std::cout << t << " td " << learner.average() << '\n';
  }
}
