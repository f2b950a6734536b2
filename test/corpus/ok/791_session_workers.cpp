#include <torch/torch.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

class Pool {
 public:
  explicit Pool(int n) {
    for (int i = 0; i < n; ++i)
      threads_.emplace_back([this] {
        c10::InferenceMode guard;
        loop();
      });
  }
  ~Pool() {
    {
      std::lock_guard<std::mutex> lk(m_);
      stop_ = true;
    }
    cv_.notify_all();
    for (auto& t : threads_) t.join();
  }

  template <class F>
  auto post(F f) -> std::future<decltype(f())> {
    auto task = std::make_shared<std::packaged_task<decltype(f())()>>(std::move(f));
    auto fut = task->get_future();
    {
      std::lock_guard<std::mutex> lk(m_);
      q_.emplace_back([task] { (*task)(); });
    }
    cv_.notify_one();
    return fut;
  }

 private:
  void loop() {
    for (;;) {
      std::function<void()> job;
      {
        std::unique_lock<std::mutex> lk(m_);
        cv_.wait(lk, [this] { return stop_ || !q_.empty(); });
        if (q_.empty()) return;
        job = std::move(q_.front());
        q_.pop_front();
      }
      job();
    }
  }

  bool stop_ = false;
  std::mutex m_;
  std::condition_variable cv_;
  std::deque<std::function<void()>> q_;
  std::vector<std::thread> threads_;
};

struct Session {
  std::mutex m;
  torch::Tensor memory = torch::zeros({1, 64});
  std::vector<torch::Tensor> turns;
};

class DialogueEngine {
 public:
  std::future<float> say(int64_t user, torch::Tensor utterance) {
    auto s = session(user);
    return pool_.post([this, s, u = std::move(utterance)] {
      std::lock_guard<std::mutex> lk(s->m);
      s->memory = cell_->forward(u, s->memory);
      s->turns.push_back(s->memory);
      if (s->turns.size() > 50) s->turns.erase(s->turns.begin());
      return score_->forward(torch::stack(s->turns).mean(0)).item<float>();
    });
  }

  void hang_up(int64_t user) {
    std::lock_guard<std::mutex> lk(m_);
    sessions_.erase(user);
  }

 private:
  std::shared_ptr<Session> session(int64_t user) {
    std::lock_guard<std::mutex> lk(m_);
    auto& p = sessions_[user];
    if (!p) p = std::make_shared<Session>();
    return p;
  }

  torch::nn::GRUCell cell_{32, 64};
  torch::nn::Linear score_{64, 1};
  std::mutex m_;
  std::unordered_map<int64_t, std::shared_ptr<Session>> sessions_;
  Pool pool_{3};
};

int main() {
  DialogueEngine engine;
  for (int64_t round = 0;; ++round) {
    std::vector<std::future<float>> answers;
    for (int64_t user = 0; user < 16; ++user) answers.push_back(engine.say(user, torch::randn({1, 32})));
    float best = -1e9f;
    for (auto& a : answers) best = std::max(best, a.get());
    if (round % 400 == 399) {
      std::cout << "round " << round << " best " << best << "\n";
      engine.hang_up(round % 16);
    }
  }
}
