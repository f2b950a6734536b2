#include <torch/torch.h>

#include <iostream>
#include <list>
#include <unordered_map>

enum class Phase { Serve, Adapt };

class Model {
 public:
  Model()
      : net_(torch::nn::Linear(40, 128), torch::nn::LayerNorm(torch::nn::LayerNormOptions({128})), torch::nn::GELU(),
             torch::nn::Linear(128, 32)),
        opt_(net_->parameters(), torch::optim::SGDOptions(1e-3)) {}

  torch::Tensor run(const torch::Tensor& x, Phase phase) {
    torch::AutoGradMode mode(phase == Phase::Adapt);
    net_->train(phase == Phase::Adapt);
    return net_->forward(x);
  }

  double adapt(const torch::Tensor& x, const torch::Tensor& y) {
    opt_.zero_grad();
    auto loss = torch::mse_loss(run(x, Phase::Adapt), y);
    loss.backward();
    opt_.step();
    return loss.item<double>();
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::SGD opt_;
};

// LRU keyed by user id
class ProfileCache {
 public:
  explicit ProfileCache(size_t cap) : cap_(cap) {}

  const torch::Tensor* find(int64_t id) {
    auto it = where_.find(id);
    if (it == where_.end()) return nullptr;
    order_.splice(order_.begin(), order_, it->second);
    return &it->second->second;
  }

  const torch::Tensor& put(int64_t id, torch::Tensor v) {
    order_.emplace_front(id, std::move(v));
    where_[id] = order_.begin();
    if (order_.size() > cap_) {
      where_.erase(order_.back().first);
      order_.pop_back();
    }
    return order_.front().second;
  }

  void clear() {
    order_.clear();
    where_.clear();
  }

 private:
  using Entry = std::pair<int64_t, torch::Tensor>;
  size_t cap_;
  std::list<Entry> order_;
  std::unordered_map<int64_t, std::list<Entry>::iterator> where_;
};

class ProfileService {
 public:
  float affinity(int64_t a, int64_t b) { return torch::cosine_similarity(profile(a), profile(b), 0).item<float>(); }

  void feedback(int64_t id, float value) {
    auto x = features(id).unsqueeze(0);
    last_loss_ = model_.adapt(x, torch::full({1, 32}, value));
    if (++updates_ % 500 == 0) cache_.clear();
  }

  double last_loss() const { return last_loss_; }

 private:
  static torch::Tensor features(int64_t id) { return torch::sin(torch::arange(40) * 0.1 * static_cast<double>(id + 1)); }

  torch::Tensor profile(int64_t id) {
    if (auto* hit = cache_.find(id)) return *hit;
    return cache_.put(id, model_.run(features(id), Phase::Serve));
  }

  Model model_;
  ProfileCache cache_{4096};
  int64_t updates_ = 0;
  double last_loss_ = 0;
};

int main() {
  ProfileService svc;
  for (int64_t req = 0;; ++req) {
    const float s = svc.affinity(req % 100000, (req * 7919) % 100000);
    if (req % 3 == 0) svc.feedback(req % 100000, s > 0.5f ? 1.f : -1.f);
    if (req % 10000 == 0) std::cout << req << " " << s << " " << svc.last_loss() << "\n";
  }
}
