#include <torch/torch.h>
#include <thread>
#include <mutex>
#include <vector>

struct Shared {
  std::mutex m;
  std::vector<torch::Tensor> losses;
};

static void worker(int id, torch::nn::Linear net, int steps, Shared& shared) {
  torch::optim::SGD opt(net->parameters(), 0.01);
  for (int i = 0; i < steps; ++i) {
    auto x = torch::randn({16, 10}) + id;
    auto loss = (net->forward(x) - 1).pow(2).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    std::lock_guard<std::mutex> lock(shared.m);
    shared.losses.push_back(loss);  // WARN: graph-in-container
  }
}

int main() {
  Shared shared;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t)
    threads.emplace_back(worker, t, torch::nn::Linear(10, 1), 10000, std::ref(shared));
  for (auto& t : threads)
    t.join();
}
