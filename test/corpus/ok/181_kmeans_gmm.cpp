#include <torch/torch.h>
#include <iostream>
#include <vector>

struct KMeans {
  int64_t k;
  std::vector<torch::Tensor> trajectory;
  torch::Tensor centroids;

  torch::Tensor fit(const torch::Tensor& x, int iters) {
    centroids = x.index_select(0, torch::randperm(x.size(0)).slice(0, 0, k)).clone();
    torch::Tensor assign;
    for (int i = 0; i < iters; ++i) {
      assign = torch::cdist(x, centroids).argmin(1);
      auto onehot = torch::one_hot(assign, k).to(x.dtype());
      centroids = onehot.t().mm(x) / onehot.sum(0).clamp_min(1).unsqueeze(1);
      trajectory.push_back(centroids);
    }
    return assign;
  }
};

int main() {
  auto x = torch::cat({torch::randn({300, 2}), torch::randn({300, 2}) + 5, torch::randn({300, 2}) - 5});
  KMeans km{3, {}, {}};
  for (int restart = 0; restart < 10; ++restart) {
    auto a = km.fit(x, 25);
    auto inertia = (x - km.centroids.index_select(0, a)).pow(2).sum();
    std::cout << restart << ' ' << inertia.item<float>() << '\n';
  }
  auto A = torch::randn({50, 50});
  A = A + A.t();
  auto v = torch::randn({50, 1});
  std::vector<torch::Tensor> rayleigh;
  for (int i = 0; i < 1000; ++i) {
    v = A.mm(v);
    v = v / v.norm();
    rayleigh.push_back(v.t().mm(A).mm(v));
  }
  std::cout << rayleigh.back().item<float>() << '\n';
}
