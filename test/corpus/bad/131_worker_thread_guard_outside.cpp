#include <torch/torch.h>
#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>
#include <vector>

torch::nn::Sequential build_model() {
  torch::nn::Sequential m(
      torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 32, 7).padding(3)), torch::nn::ReLU(),
      torch::nn::Conv1d(torch::nn::Conv1dOptions(32, 32, 7).padding(3)), torch::nn::ReLU(),
      torch::nn::AdaptiveAvgPool1d(8), torch::nn::Flatten(), torch::nn::Linear(256, 16));
  m->eval();
  return m;
}

int main() {
  torch::NoGradGuard no_grad;
  auto model = build_model();
  torch::load(model, "vibration.pt");

  std::mutex mtx;
  std::vector<torch::Tensor> fingerprints;
  std::atomic<bool> running{true};

  std::thread scorer([&] {
    while (running) {
      auto segment = torch::randn({1, 1, 4096});
      auto fp = model->forward(segment).squeeze(0);
      std::lock_guard<std::mutex> lk(mtx);
      fingerprints.push_back(fp);  // WARN: ineffective-guard
    }
  });

  for (int i = 0; i < 3600; ++i) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    std::lock_guard<std::mutex> lk(mtx);
    if (fingerprints.size() >= 2) {
      auto drift = (fingerprints.back() - fingerprints.front()).norm().item<float>();
      std::cout << fingerprints.size() << " segments, drift " << drift << '\n';
    }
  }
  running = false;
  scorer.join();
}
