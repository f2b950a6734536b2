// Indexing daemon: worker threads embed incoming pictures, the index answers nearest-neighbour queries.
#include <torch/torch.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <iostream>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

namespace {

struct Job {
  uint64_t id;
  torch::Tensor pixels;
};

class JobQueue {
 public:
  void put(Job j) {
    std::unique_lock<std::mutex> lk(m_);
    space_.wait(lk, [&] { return q_.size() < 32; });
    q_.push_back(std::move(j));
    ready_.notify_one();
  }
  bool take(Job& out) {
    std::unique_lock<std::mutex> lk(m_);
    ready_.wait(lk, [&] { return closed_ || !q_.empty(); });
    if (q_.empty()) return false;
    out = std::move(q_.front());
    q_.pop_front();
    space_.notify_one();
    return true;
  }
  void close() {
    std::lock_guard<std::mutex> lk(m_);
    closed_ = true;
    ready_.notify_all();
  }

 private:
  std::mutex m_;
  std::condition_variable ready_, space_;
  std::deque<Job> q_;
  bool closed_ = false;
};

class FeatureIndex {
 public:
  void add(uint64_t id, torch::Tensor f) {
    std::lock_guard<std::mutex> lk(m_);
    rows_[id] = std::move(f);  // WARN: ineffective-guard
  }
  uint64_t nearest(const torch::Tensor& probe) {
    std::lock_guard<std::mutex> lk(m_);
    uint64_t best = 0;
    float best_sim = -2.f;
    for (auto& [id, f] : rows_) {
      const float s = torch::cosine_similarity(f, probe, 0).item<float>();
      if (s > best_sim) {
        best_sim = s;
        best = id;
      }
    }
    return best;
  }

 private:
  std::mutex m_;
  std::map<uint64_t, torch::Tensor> rows_;
};

torch::nn::Sequential build_backbone() {
  return torch::nn::Sequential(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 32, 3).stride(2).padding(1)),
      torch::nn::ReLU(),
      torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 64, 3).stride(2).padding(1)),
      torch::nn::ReLU(),
      torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({1, 1})),
      torch::nn::Flatten(),
      torch::nn::Linear(64, 128));
}

void worker(torch::nn::Sequential net, JobQueue& jobs, FeatureIndex& index, std::atomic<size_t>& done) {
  Job job;
  while (jobs.take(job)) {
    auto f = net->forward(job.pixels.unsqueeze(0)).squeeze(0);
    index.add(job.id, torch::nn::functional::normalize(
                          f, torch::nn::functional::NormalizeFuncOptions().dim(0)));
    done.fetch_add(1);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const uint64_t total = argc > 1 ? std::stoull(argv[1]) : 100000;
  torch::NoGradGuard no_grad;

  auto net = build_backbone();
  if (argc > 2) torch::load(net, argv[2]);
  net->eval();

  JobQueue jobs;
  FeatureIndex index;
  std::atomic<size_t> done{0};
  std::vector<std::thread> pool;
  for (int i = 0; i < 4; ++i) {
    pool.emplace_back(worker, net, std::ref(jobs), std::ref(index), std::ref(done));
  }

  for (uint64_t id = 0; id < total; ++id) {
    jobs.put({id, torch::rand({3, 96, 96})});
    if (id % 5000 == 4999) {
      auto probe = net->forward(torch::rand({1, 3, 96, 96})).squeeze(0);
      std::cout << done.load() << " indexed, nearest " << index.nearest(probe) << "\n";
    }
  }
  jobs.close();
  for (auto& t : pool) t.join();
  return 0;
}
