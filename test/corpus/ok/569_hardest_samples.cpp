#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <memory>
#include <numeric>
#include <queue>
#include <vector>

struct Hard {
  torch::Tensor loss;
  torch::Tensor sample;
  double key = 0;
};

template <class T, class Cmp>
class TopK {
 public:
  explicit TopK(std::size_t k) : k_(k) {}
  void offer(T v) {
    heap_.push(std::move(v));
    if (heap_.size() > k_) heap_.pop();
  }
  template <class Out>
  void drain(Out out) {
    for (; !heap_.empty(); heap_.pop()) *out++ = heap_.top();
  }

 private:
  std::size_t k_;
  std::priority_queue<T, std::vector<T>, Cmp> heap_;
};

struct Easier {
  bool operator()(const Hard& a, const Hard& b) const { return a.key > b.key; }
};

class MemoTable {
 public:
  template <class Fn>
  torch::Tensor getOr(int64_t key, Fn make) {
    auto it = std::find_if(rows_.begin(), rows_.end(), [&](const auto& r) { return r.first == key; });
    if (it != rows_.end()) return it->second;
    return rows_.emplace_back(key, make()).second;
  }
  void invalidate() { rows_.clear(); }

 private:
  std::vector<std::pair<int64_t, torch::Tensor>> rows_;
};

class Miner {
 public:
  void batch(const std::vector<int64_t>& ids) {
    std::vector<torch::Tensor> losses;
    for (auto id : ids) {
      auto x = corpus_[id];
      auto code = memo_.getOr(id, [&] { return enc_->forward(x); });
      auto loss = torch::mse_loss(dec_->forward(code), x);
      losses.push_back(loss);
      top_.offer({loss, x, loss.item<double>()});
    }
    opt_.zero_grad();
    torch::stack(losses).mean().backward();
    opt_.step();
    memo_.invalidate();
  }
  void summary() {
    std::vector<Hard> worst;
    top_.drain(std::back_inserter(worst));
    std::cout << "hardest:";
    for (const auto& [loss, sample, key] : worst) std::cout << ' ' << key << '/' << sample.norm().item<float>();
    std::cout << std::endl;
  }

 private:
  torch::Tensor corpus_ = torch::randn({1000, 64});
  torch::nn::Linear enc_{64, 16}, dec_{16, 64};
  torch::optim::SGD opt_{[this] {
                           auto p = enc_->parameters();
                           auto q = dec_->parameters();
                           p.insert(p.end(), q.begin(), q.end());
                           return p;
                         }(),
                         0.05};
  MemoTable memo_;
  TopK<Hard, Easier> top_{10};
};

int main() {
  Miner miner;
  for (int64_t i = 0;; ++i) {
    auto pick = torch::randint(0, 1000, {32}, torch::kLong);
    miner.batch({pick.data_ptr<int64_t>(), pick.data_ptr<int64_t>() + 32});
    if (i % 1000 == 0) miner.summary();
  }
}
