#include <torch/torch.h>

#include <atomic>
#include <condition_variable>
#include <iostream>
#include <mutex>
#include <queue>
#include <sstream>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

struct Query {
  uint64_t id;
  std::vector<int64_t> tokens;
};

struct ScorerImpl : torch::nn::Module {
  ScorerImpl(int64_t vocab, int64_t dim, int64_t docs) {
    bag = register_module("bag", torch::nn::EmbeddingBag(vocab, dim));
    proj = register_module("proj", torch::nn::Linear(dim, dim));
    doc = register_parameter("doc", torch::randn({docs, dim}) * 0.1);
  }
  torch::Tensor forward(const torch::Tensor& tokens) {
    auto q = torch::gelu(proj(bag(tokens)));
    return torch::softmax(q.mm(doc.t()), 1).squeeze(0);
  }
  torch::nn::EmbeddingBag bag{nullptr};
  torch::nn::Linear proj{nullptr};
  torch::Tensor doc;
};
TORCH_MODULE(Scorer);

class Reranker {
 public:
  Reranker(Scorer scorer, int workers) : scorer_(std::move(scorer)) {
    for (int i = 0; i < workers; ++i) pool_.emplace_back([this] { work(); });
  }

  ~Reranker() {
    {
      std::lock_guard<std::mutex> l(m_);
      closing_ = true;
    }
    cv_.notify_all();
    for (auto& t : pool_) t.join();
  }

  void submit(Query q) {
    {
      std::lock_guard<std::mutex> l(m_);
      todo_.push(std::move(q));
    }
    cv_.notify_one();
  }

  // clients send feedback much later and refer to the id of their query
  double confidence(uint64_t id, int64_t clicked) {
    std::lock_guard<std::mutex> l(m_);
    auto it = scores_.find(id);
    return it == scores_.end() ? -1.0 : it->second[clicked].item<double>();
  }

 private:
  void work() {
    for (;;) {
      Query q;
      {
        std::unique_lock<std::mutex> l(m_);
        cv_.wait(l, [this] { return closing_ || !todo_.empty(); });
        if (todo_.empty()) return;
        q = std::move(todo_.front());
        todo_.pop();
      }
      auto input = torch::tensor(q.tokens, torch::kLong).unsqueeze(0);
      auto scores = scorer_->forward(input);
      auto best = scores.argmax().item<int64_t>();
      std::lock_guard<std::mutex> l(m_);
      std::cout << q.id << " -> doc " << best << std::endl;
      scores_[q.id] = scores;  // WARN: ineffective-guard
    }
  }

  Scorer scorer_;
  std::mutex m_;
  std::condition_variable cv_;
  bool closing_ = false;
  std::queue<Query> todo_;
  std::unordered_map<uint64_t, torch::Tensor> scores_;
  std::vector<std::thread> pool_;
};

int main(int argc, char** argv) {
  Scorer scorer(30000, 128, 2000);
  if (argc > 1) torch::load(scorer, argv[1]);
  scorer->eval();

  torch::NoGradGuard no_grad;
  Reranker service(scorer, 4);

  uint64_t next_id = 0;
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream in(line);
    std::string verb;
    in >> verb;
    if (verb == "q") {
      Query q{next_id++, {}};
      for (int64_t t; in >> t;) q.tokens.push_back(t % 30000);
      if (!q.tokens.empty()) service.submit(std::move(q));
    } else if (verb == "click") {
      uint64_t id = 0;
      int64_t doc = 0;
      in >> id >> doc;
      std::cout << "confidence " << service.confidence(id, doc % 2000) << std::endl;
    }
  }
}
