#include <torch/torch.h>
#include <cstdio>
#include <vector>

struct Rating {
  int64_t user, item;
  float value;
};

class MF {
 public:
  MF(int64_t users, int64_t items, int64_t k) {
    p = (0.1 * torch::randn({users, k})).requires_grad_();
    q = (0.1 * torch::randn({items, k})).requires_grad_();
    bu = torch::zeros({users}, torch::requires_grad());
    bi = torch::zeros({items}, torch::requires_grad());
  }
  torch::Tensor predict(const torch::Tensor& u, const torch::Tensor& i) const {
    return (p.index_select(0, u) * q.index_select(0, i)).sum(1) + bu.index_select(0, u) + bi.index_select(0, i);
  }
  std::vector<torch::Tensor> params() const { return {p, q, bu, bi}; }
  torch::Tensor p, q, bu, bi;
};

int main() {
  MF mf(943, 1682, 20);
  std::vector<Rating> ratings;
  for (int i = 0; i < 100000; ++i) ratings.push_back({i % 943, (i * 7) % 1682, 3.f});
  auto params = mf.params();
  std::vector<float> rmse_curve;
  const size_t bs = 1024;
  for (int epoch = 0; epoch < 30; ++epoch) {
    double se = 0;
    for (size_t b = 0; b < ratings.size(); b += bs) {
      std::vector<int64_t> u, it;
      std::vector<float> v;
      for (size_t j = b; j < std::min(b + bs, ratings.size()); ++j) {
        u.push_back(ratings[j].user);
        it.push_back(ratings[j].item);
        v.push_back(ratings[j].value);
      }
      auto pred = mf.predict(torch::tensor(u), torch::tensor(it));
      auto err = pred - torch::tensor(v);
      auto loss = err.pow(2).mean() + 0.02 * (mf.p.pow(2).mean() + mf.q.pow(2).mean());
      loss.backward();
      {
        torch::NoGradGuard ng;
        for (auto& w : params) {
          w.sub_(w.grad(), 0.5);
          w.mutable_grad().zero_();
        }
      }
      se += err.detach().pow(2).sum().item<double>();
    }
    rmse_curve.push_back(std::sqrt(se / ratings.size()));
    std::printf("%d rmse %.4f\n", epoch, rmse_curve.back());
  }
}
