#include <torch/torch.h>
#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

struct Shared {
  std::mutex m;
  std::vector<double> losses;
  std::atomic<int> steps{0};
};

void worker(Shared& sh, int id, int n) {
  torch::nn::Sequential net(torch::nn::Linear(20, 40), torch::nn::ReLU(), torch::nn::Linear(40, 2));
  torch::optim::SGD opt(net->parameters(), 0.01 * (id + 1));
  std::vector<torch::Tensor> local;
  for (int i = 0; i < n; ++i) {
    auto x = torch::randn({16, 20});
    auto y = (x.select(1, 0) > 0).to(torch::kLong);
    local.push_back(torch::nn::functional::cross_entropy(net->forward(x), y));
    if (local.size() == 4) {
      opt.zero_grad();
      torch::stack(local).mean().backward();
      opt.step();
      {
        std::lock_guard<std::mutex> g(sh.m);
        for (auto& l : local) sh.losses.push_back(l.item<double>());
      }
      local.clear();
    }
    sh.steps++;
  }
}

int main() {
  Shared sh;
  std::vector<std::thread> ts;
  for (int i = 0; i < 4; ++i) ts.emplace_back(worker, std::ref(sh), i, 10000);
  for (auto& t : ts) t.join();
  std::cout << sh.steps << ' ' << sh.losses.back() << '\n';
}
