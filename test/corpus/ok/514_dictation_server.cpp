#include <torch/torch.h>

#include <condition_variable>
#include <cstdio>
#include <map>
#include <memory>
#include <mutex>
#include <deque>
#include <thread>

struct Chunk {
  int caller;
  torch::Tensor samples;
  bool last;
};

class Inbox {
 public:
  void put(Chunk c) {
    std::unique_lock<std::mutex> lk(m_);
    free_.wait(lk, [this] { return items_.size() < 32; });
    items_.push_back(std::move(c));
    ready_.notify_one();
  }
  Chunk take() {
    std::unique_lock<std::mutex> lk(m_);
    ready_.wait(lk, [this] { return !items_.empty(); });
    Chunk c = std::move(items_.front());
    items_.pop_front();
    free_.notify_one();
    return c;
  }

 private:
  std::mutex m_;
  std::condition_variable ready_, free_;
  std::deque<Chunk> items_;
};

struct RecogniserImpl : torch::nn::Module {
  RecogniserImpl() {
    cell = register_module("cell", torch::nn::LSTMCell(160, 200));
    head = register_module("head", torch::nn::Linear(200, 40));
  }
  torch::nn::LSTMCell cell{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(Recogniser);

class Call {
 public:
  void advance(Recogniser& net, const torch::Tensor& samples) {
    for (const auto& frame : samples.split(160)) {
      if (frame.size(0) < 160) break;
      if (!h_.defined()) {
        std::tie(h_, c_) = net->cell(frame.unsqueeze(0));
      } else {
        std::tie(h_, c_) = net->cell(frame.unsqueeze(0), std::make_tuple(h_, c_));
      }
      auto p = torch::softmax(net->head(h_), -1);
      posterior_ = posterior_.defined() ? 0.9 * posterior_ + 0.1 * p : p;
    }
  }
  int64_t topic() const { return posterior_.defined() ? posterior_.argmax().item<int64_t>() : -1; }

 private:
  torch::Tensor h_, c_, posterior_;
};

class Worker {
 public:
  explicit Worker(Inbox& in) : in_(in) { net_->eval(); }

  void operator()() {
    c10::InferenceMode inference;
    for (;;) serve(in_.take());
  }

 private:
  void serve(const Chunk& chunk) {
    auto& call = calls_[chunk.caller];
    call.advance(net_, chunk.samples);
    if (chunk.last) {
      std::printf("caller %d: topic %ld\n", chunk.caller, static_cast<long>(call.topic()));
      calls_.erase(chunk.caller);
    }
  }

  Inbox& in_;
  Recogniser net_;
  std::map<int, Call> calls_;
};

int main() {
  Inbox inbox;
  Worker worker(inbox);
  std::thread t(std::ref(worker));
  for (long n = 0;; ++n) {
    int caller = static_cast<int>(n % 8);
    inbox.put({caller, torch::randn({1600}), (n / 8) % 500 == 499});
  }
  t.join();
}
