// RUN: %check_rule %s
// Weak pointers keep nothing.
#include "../Inputs/net.h"
#include <memory>
#include <unordered_map>
#include <vector>

using torch::Tensor;

struct Cache {
  Net net;
  std::unordered_map<int64_t, std::weak_ptr<Tensor>> known;
  std::vector<std::weak_ptr<Tensor>> recent;

  std::shared_ptr<Tensor> find_ok(int64_t key) {
    if (auto there = known[key].lock())
      return there;
    auto made = std::make_shared<Tensor>(net->forward(nextBatch().data));
    known[key] = made;
    recent.push_back(made);
    return made;
  }
};

struct StrongCache {
  Net net;
  std::unordered_map<int64_t, std::shared_ptr<Tensor>> known;

  std::shared_ptr<Tensor> find_bad(int64_t key) {
    if (auto there = known[key])
      return there;
    auto made = std::make_shared<Tensor>(net->forward(nextBatch().data));
    known[key] = made; // WARN: unguarded-inference
    return made;
  }
};
