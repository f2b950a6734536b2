// RUN: %check_rule %s
// Maps that a key which is new again and again fills, and nothing empties.
#include "../Inputs/net.h"
#include <map>
#include <mutex>
#include <optional>
#include <sstream>
#include <string>
#include <unordered_map>

static std::unordered_map<int64_t, torch::Tensor> masks;
torch::Tensor causal_mask_bad(int64_t length) {
  torch::Tensor &mask = masks[length];
  if (!mask.defined())
    mask = torch::ones({length, length}).tril(); // WARN: unbounded-cache
  // NOTE: 'masks' is declared here, and nothing in sight removes what it holds
  // NOTE: callers choose its key
  return mask;
}

torch::Tensor positions_bad(const torch::Tensor &x) {
  thread_local std::map<int64_t, torch::Tensor> table;
  auto it = table.find(x.size(1));
  if (it == table.end())
    it = table.emplace(x.size(1), torch::arange(x.size(1))).first; // WARN: unbounded-cache
  // NOTE: its key is made from the size of a tensor
  return it->second;
}

class Anchors {
public:
  torch::Tensor grid_bad(const torch::Tensor &features) {
    const auto key = std::make_pair(features.size(2), features.size(3));
    auto known = grids_.find(key);
    if (known != grids_.end())
      return known->second;
    torch::Tensor grid = torch::zeros({key.first, key.second});
    grids_[key] = grid; // WARN: unbounded-cache
    return grid;
  }

private:
  std::map<std::pair<int64_t, int64_t>, torch::Tensor> grids_;
};

static std::string nameOf(const torch::Tensor &x) {
  std::ostringstream text;
  for (int64_t extent : x.sizes())
    text << extent << 'x';
  return text.str();
}

static std::unordered_map<std::string, torch::Tensor> plans;
void plan_bad(const torch::Tensor &x) {
  std::string key = nameOf(x);
  if (!plans.count(key))
    plans.emplace(key, torch::zeros_like(x)); // WARN: unbounded-cache
}

class Encoder {
public:
  torch::Tensor encode_bad(const std::string &text) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto hit = known_.find(text);
    if (hit != known_.end())
      return hit->second;
    torch::NoGradGuard no_grad;
    auto code = net_->forward(nextBatch().data);
    known_.insert_or_assign(text, code); // WARN: unbounded-cache
    return code;
  }

private:
  Net net_;
  std::mutex mutex_;
  std::unordered_map<std::string, torch::Tensor> known_;
};

struct Plan {
  torch::Tensor workspace;
  int uses = 0;
};

class Planner {
public:
  Plan &plan_bad(const torch::Tensor &x) {
    Plan &plan = plans_[x.numel()];
    if (!plan.workspace.defined())
      plan.workspace = torch::zeros({x.numel()}); // WARN: unbounded-cache
    ++plan.uses;
    return plan;
  }

private:
  std::unordered_map<int64_t, Plan> plans_;
};

// The key is asked for in one function, and stored in another.
class Layered {
public:
  torch::Tensor bias_bad(const torch::Tensor &x) {
    return lookup(x.size(0) * 4096 + x.size(1));
  }

private:
  torch::Tensor lookup(int64_t key) {
    auto it = biases_.find(key);
    return it != biases_.end() ? it->second : remember(key);
  }
  torch::Tensor remember(int64_t key) {
    return biases_[key] = torch::zeros({16}); // WARN: unbounded-cache
    // NOTE: its key is made from the size of a tensor
  }
  std::unordered_map<int64_t, torch::Tensor> biases_;
};
