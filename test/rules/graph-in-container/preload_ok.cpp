// RUN: %check_rule %s
// Data sets, replay buffers and caches of tensors that no graph made.
#include "../Inputs/net.h"
#include <deque>
#include <random>
#include <string>
#include <unordered_map>
#include <vector>

torch::Tensor read_image(const std::string &path);

class Images : public torch::data::datasets::Dataset<Images> {
public:
  explicit Images(const std::vector<std::string> &paths) {
    for (size_t i = 0; i < paths.size(); ++i) {
      images_.push_back(read_image(paths[i]).to(torch::kFloat32).div(255));
      labels_.push_back(torch::tensor(static_cast<int64_t>(i)));
    }
  }
  torch::data::Example<> get(size_t index) override {
    return {images_[index], labels_[index]};
  }
  torch::optional<size_t> size() const override { return images_.size(); }

private:
  std::vector<torch::Tensor> images_, labels_;
};

struct Transition {
  torch::Tensor state, action, next;
  float reward;
};

class Replay {
public:
  void push(torch::Tensor s, torch::Tensor a, torch::Tensor n, float r) {
    items_.push_back({s, a, n, r});
  }
  std::vector<Transition> sample(size_t n) {
    std::vector<Transition> batch;
    for (size_t i = 0; i < n; ++i)
      batch.push_back(items_[rng_() % items_.size()]);
    return batch;
  }

private:
  std::deque<Transition> items_;
  std::mt19937 rng_;
};

void dqn_ok(Net &q, torch::optim::Adam &opt) {
  Replay replay;
  auto state = torch::randn({1, 16});
  while (more()) {
    auto action = q->forward(state).argmax(1);
    auto next = torch::randn({1, 16});
    replay.push(state, action, next, 1.0f);
    state = next;
    std::vector<torch::Tensor> states, targets;
    for (const auto &t : replay.sample(32)) {
      states.push_back(t.state);
      targets.push_back(q->forward(t.next).detach().amax({1}) + t.reward);
    }
    auto values = q->forward(torch::cat(states)).amax({1});
    auto loss = torch::mse_loss(values, torch::cat(targets));
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}

class MaskCache {
public:
  torch::Tensor get(int64_t n) {
    auto it = cache_.find(n);
    if (it != cache_.end())
      return it->second;
    auto mask = torch::ones({n, n}).tril();
    cache_.emplace(n, mask);
    return mask;
  }

private:
  std::unordered_map<int64_t, torch::Tensor> cache_;
};

void masks_ok(Net &net, torch::optim::SGD &opt) {
  MaskCache masks;
  while (more()) {
    Batch b = nextBatch();
    auto out = net->forward(b.data) * masks.get(b.data.size(0));
    out.mean().backward();
    opt.step();
  }
}

std::vector<Batch> preload_ok() {
  std::vector<Batch> all;
  while (more())
    all.push_back(nextBatch());
  return all;
}
