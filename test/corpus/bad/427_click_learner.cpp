#include <torch/torch.h>

#include <algorithm>
#include <iomanip>
#include <iostream>
#include <map>
#include <random>
#include <vector>

struct Impression {
  int64_t user;
  int64_t item;
  float dwell;
  bool clicked;
};

class FeedbackFeed {
 public:
  explicit FeedbackFeed(unsigned seed) : rng_(seed) {}

  std::vector<Impression> next(size_t n) {
    std::vector<Impression> out(n);
    for (auto& i : out) {
      i.user = static_cast<int64_t>(rng_() % 5000);
      i.item = static_cast<int64_t>(rng_() % 800);
      i.dwell = static_cast<float>(rng_() % 1000) / 1000.f;
      i.clicked = (i.user + i.item) % 7 == 0;
    }
    return out;
  }

 private:
  std::mt19937 rng_;
};

struct TwoTowerImpl : torch::nn::Module {
  TwoTowerImpl()
      : users(register_module("users", torch::nn::Embedding(5000, 32))),
        items(register_module("items", torch::nn::Embedding(800, 32))),
        head(register_module("head", torch::nn::Linear(65, 1))) {}

  torch::Tensor forward(const torch::Tensor& u, const torch::Tensor& i, const torch::Tensor& dwell) {
    return head->forward(torch::cat({users->forward(u), items->forward(i), dwell}, 1)).squeeze(1);
  }

  torch::nn::Embedding users, items;
  torch::nn::Linear head;
};
TORCH_MODULE(TwoTower);

class OnlineLearner {
 public:
  OnlineLearner() : optimizer_(model_->parameters(), torch::optim::AdagradOptions(0.05)) {}

  torch::Tensor absorb(const std::vector<Impression>& rows) {
    const auto n = static_cast<int64_t>(rows.size());
    auto u = torch::empty({n}, torch::kLong);
    auto i = torch::empty({n}, torch::kLong);
    auto d = torch::empty({n, 1});
    auto y = torch::empty({n});
    for (int64_t k = 0; k < n; ++k) {
      const auto& r = rows[static_cast<size_t>(k)];
      u[k] = r.user;
      i[k] = r.item;
      d[k][0] = r.dwell;
      y[k] = r.clicked ? 1.f : 0.f;
    }
    optimizer_.zero_grad();
    auto nll = torch::binary_cross_entropy_with_logits(model_->forward(u, i, d), y);
    nll.backward();
    optimizer_.step();
    return nll;
  }

  void snapshot(const std::string& path) const { torch::save(model_, path); }

 private:
  TwoTower model_;
  torch::optim::Adagrad optimizer_;
};

struct HourlyReport {
  std::vector<torch::Tensor> scores;

  float median() const {
    std::vector<float> v;
    for (const auto& s : scores) v.push_back(s.item<float>());
    std::nth_element(v.begin(), v.begin() + static_cast<long>(v.size() / 2), v.end());
    return v[v.size() / 2];
  }
};

int main(int argc, char** argv) {
  const size_t batch = argc > 1 ? std::stoul(argv[1]) : 256;
  FeedbackFeed feed(7);
  OnlineLearner learner;
  std::map<int64_t, HourlyReport> report;

  for (int64_t tick = 0;; ++tick) {
    const int64_t hour = tick / 3600;
    report[hour].scores.push_back(learner.absorb(feed.next(batch)));  // WARN: attached-return
    if (tick % 3600 == 3599) {
      std::cout << "hour " << hour << " nll " << std::fixed << std::setprecision(4)
                << report[hour].median() << '\n';
      learner.snapshot("two_tower.pt");
    }
  }
}
