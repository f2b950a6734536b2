#include <torch/torch.h>
#include <mutex>
#include <thread>
#include <vector>

class ParallelScorer {
 public:
  explicit ParallelScorer(torch::nn::Sequential m) : model_(m) { model_->eval(); }

  std::vector<torch::Tensor> score(const std::vector<torch::Tensor>& inputs, int threads) {
    std::vector<torch::Tensor> results(inputs.size());
    std::vector<std::thread> pool;
    for (int t = 0; t < threads; ++t) {
      pool.emplace_back([&, t] {
        c10::InferenceMode mode;
        for (size_t i = t; i < inputs.size(); i += threads) {
          auto y = model_->forward(inputs[i]);
          std::lock_guard<std::mutex> l(m_);
          results[i] = y;
          log_.push_back(y.mean());
        }
      });
    }
    for (auto& th : pool) th.join();
    return results;
  }

 private:
  torch::nn::Sequential model_;
  std::mutex m_;
  std::vector<torch::Tensor> log_;
};

int main() {
  ParallelScorer s(torch::nn::Sequential(torch::nn::Linear(10, 10), torch::nn::ReLU(), torch::nn::Linear(10, 1)));
  std::vector<torch::Tensor> xs;
  for (int i = 0; i < 100; ++i) xs.push_back(torch::randn({10}));
  for (int round = 0; round < 1000; ++round) s.score(xs, 2);
}
