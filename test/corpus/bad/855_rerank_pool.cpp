// Scores prompts in the background, keeps the sequence vectors for later comparison.
#include <torch/torch.h>
#include <atomic>
#include <condition_variable>
#include <iostream>
#include <map>
#include <mutex>
#include <queue>
#include <thread>

struct TinyLMImpl : torch::nn::Module {
  TinyLMImpl()
      : emb(1000, 64),
        layer(torch::nn::TransformerEncoderLayerOptions(64, 4).dim_feedforward(128).dropout(0.0)),
        head(64, 64) {
    register_module("emb", emb);
    register_module("layer", layer);
    register_module("head", head);
  }
  torch::Tensor forward(const torch::Tensor& ids) {
    auto h = layer->forward(emb(ids).unsqueeze(1));
    return head(h.mean(0)).squeeze(0);
  }
  torch::nn::Embedding emb;
  torch::nn::TransformerEncoderLayer layer;
  torch::nn::Linear head;
};
TORCH_MODULE(TinyLM);

struct Job {
  long id;
  torch::Tensor ids;
};

class Pool {
 public:
  explicit Pool(TinyLM m) : model_(std::move(m)), th_([this] { loop(); }) {}
  ~Pool() {
    {
      std::lock_guard<std::mutex> lk(mu_);
      stop_ = true;
    }
    cv_.notify_all();
    th_.join();
  }
  void submit(Job j) {
    std::unique_lock<std::mutex> lk(mu_);
    space_.wait(lk, [this] { return jobs_.size() < 32; });
    jobs_.push(std::move(j));
    cv_.notify_one();
  }
  std::size_t done() {
    std::lock_guard<std::mutex> lk(mu_);
    return vectors_.size();
  }

 private:
  void loop() {
    for (;;) {
      std::unique_lock<std::mutex> lk(mu_);
      cv_.wait(lk, [this] { return stop_ || !jobs_.empty(); });
      if (stop_) return;
      Job j = std::move(jobs_.front());
      jobs_.pop();
      lk.unlock();
      space_.notify_one();
      auto v = model_->forward(j.ids);
      lk.lock();
      vectors_[j.id] = v;  // WARN: ineffective-guard
    }
  }
  TinyLM model_;
  std::mutex mu_;
  std::condition_variable cv_, space_;
  std::queue<Job> jobs_;
  std::map<long, torch::Tensor> vectors_;
  bool stop_ = false;
  std::thread th_;
};

int main() {
  torch::NoGradGuard no_grad;
  TinyLM lm;
  lm->eval();
  Pool pool(lm);
  for (long id = 0;; ++id) {
    pool.submit({id, torch::randint(1000, {24}, torch::kLong)});
    if (id % 500 == 0) std::cout << pool.done() << " of " << id << std::endl;
  }
}
