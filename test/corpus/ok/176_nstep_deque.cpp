#include <torch/torch.h>
#include <deque>
#include <iostream>

struct Step {
  torch::Tensor value;
  float reward;
};

int main() {
  torch::nn::Sequential vf(torch::nn::Linear(6, 64), torch::nn::ReLU(), torch::nn::Linear(64, 1));
  torch::optim::Adam opt(vf->parameters(), 1e-3);
  std::deque<Step> window;
  const size_t n = 100;
  auto s = torch::randn({6});
  for (long t = 0; t < 1000000; ++t) {
    auto value = vf->forward(s);
    float r = torch::rand({1}).item<float>();
    s = torch::randn({6});
    torch::Tensor target;
    {
      torch::NoGradGuard ng;
      target = r + 0.99 * vf->forward(s);
    }
    auto loss = (value - target).pow(2).sum();
    opt.zero_grad();
    loss.backward();
    opt.step();
    window.push_back({value, r});
    while (window.size() > n) window.pop_front();
    if (t % 10000 == 0) {
      float v = 0, g = 0;
      for (auto& w : window) {
        v += w.value.item<float>();
        g += w.reward;
      }
      std::cout << v / window.size() << ' ' << g / window.size() << '\n';
    }
  }
}
