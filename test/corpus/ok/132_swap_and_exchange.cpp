#include <torch/torch.h>
#include <iostream>
#include <utility>
#include <vector>

struct Sample {
  torch::Tensor logp, value;
  float reward;
};

class RolloutStore {
 public:
  void add(Sample s) { data_.push_back(std::move(s)); }
  std::vector<Sample> take() { return std::exchange(data_, {}); }
  size_t size() const { return data_.size(); }

 private:
  std::vector<Sample> data_;
};

int main() {
  torch::nn::Sequential pi(torch::nn::Linear(5, 32), torch::nn::Tanh(), torch::nn::Linear(32, 3));
  torch::nn::Sequential vf(torch::nn::Linear(5, 32), torch::nn::Tanh(), torch::nn::Linear(32, 1));
  auto params = pi->parameters();
  for (auto& p : vf->parameters()) params.push_back(p);
  torch::optim::Adam opt(params, 7e-4);
  RolloutStore store;
  std::vector<torch::Tensor> entropies;

  for (int64_t step = 0; step < 500000; ++step) {
    auto s = torch::randn({5});
    auto lp = torch::log_softmax(pi->forward(s), -1);
    auto a = lp.exp().multinomial(1);
    store.add({lp.gather(0, a), vf->forward(s), 1.f});
    entropies.push_back(-(lp * lp.exp()).sum());
    if (store.size() == 32) {
      auto chunk = store.take();
      std::vector<torch::Tensor> ent;
      ent.swap(entropies);
      torch::Tensor loss = torch::zeros({1});
      float R = 0;
      for (auto it = chunk.rbegin(); it != chunk.rend(); ++it) {
        R = it->reward + 0.99f * R;
        auto adv = R - it->value;
        loss = loss - it->logp * adv.detach() + 0.5 * adv.pow(2);
      }
      loss = loss.sum() - 0.01 * torch::stack(ent).sum();
      opt.zero_grad();
      loss.backward();
      opt.step();
    }
  }
  std::cout << store.size() << "\n";
}
