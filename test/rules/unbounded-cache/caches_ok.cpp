// RUN: %check_rule %s
// The same caches with an end to them, each a line away from one that leaks.
#include "../Inputs/net.h"
#include <list>
#include <map>
#include <mutex>
#include <sstream>
#include <string>
#include <unordered_map>

static std::unordered_map<int64_t, torch::Tensor> cleared;
torch::Tensor cleared_ok(const torch::Tensor &x) {
  if (cleared.size() > 64)
    cleared.clear();
  torch::Tensor &mask = cleared[x.size(1)];
  if (!mask.defined())
    mask = torch::ones({x.size(1)});
  return mask;
}

static std::unordered_map<int64_t, torch::Tensor> full;
void full_ok(const torch::Tensor &x) {
  if (full.size() < 64)
    full.emplace(x.size(1), torch::ones({x.size(1)}));
}

// Another function bounds it, under another name of the map.
static std::map<int64_t, torch::Tensor> &table() {
  static std::map<int64_t, torch::Tensor> entries;
  return entries;
}
void table_ok(const torch::Tensor &x) {
  table()[x.size(0)] = torch::zeros({4});
}
void forget_table(int64_t key) { table().erase(key); }

class Lru {
public:
  torch::Tensor get_ok(const torch::Tensor &x) {
    auto it = entries_.find(x.size(1));
    if (it != entries_.end())
      return it->second;
    order_.push_front(x.size(1));
    if (order_.size() > 16)
      evict();
    return entries_[x.size(1)] = torch::zeros({x.size(1)});
  }

private:
  void evict() {
    entries_.erase(order_.back());
    order_.pop_back();
  }
  std::list<int64_t> order_;
  std::unordered_map<int64_t, torch::Tensor> entries_;
};

class PerEpoch {
public:
  void remember_ok(const torch::Tensor &x) {
    entries_.try_emplace(x.size(1), torch::zeros({4}));
  }
  std::unordered_map<int64_t, torch::Tensor> take() {
    return std::move(entries_);
  }

private:
  std::unordered_map<int64_t, torch::Tensor> entries_;
};

class Swapped {
public:
  void remember_ok(const torch::Tensor &x) { now_[x.size(1)] = x.detach(); }
  void turn() {
    std::unordered_map<int64_t, torch::Tensor> fresh;
    now_.swap(fresh);
  }

private:
  std::unordered_map<int64_t, torch::Tensor> now_;
};

class Replaced {
public:
  void remember_ok(const torch::Tensor &x) { state_.seen[x.size(1)] = x.detach(); }
  void reset() { state_ = State(); }

private:
  struct State {
    std::map<int64_t, torch::Tensor> seen;
  };
  State state_;
};

class Pruned {
public:
  void remember_ok(const torch::Tensor &x) { seen_[x.size(1)] = x.detach(); }
  void prune() {
    for (auto it = seen_.begin(); it != seen_.end();)
      it = it->second.numel() > 10 ? seen_.erase(it) : std::next(it);
  }

private:
  std::map<int64_t, torch::Tensor> seen_;
};

// Gone with the call.
torch::Tensor local_ok(const std::vector<torch::Tensor> &parts) {
  std::map<int64_t, torch::Tensor> by_length;
  for (const auto &part : parts)
    by_length[part.size(0)] = part;
  return by_length.begin()->second;
}

// Whose it is, the caller knows.
void collect_ok(std::map<int64_t, torch::Tensor> &out, const torch::Tensor &x) {
  out[x.size(0)] = x.detach();
}

// Filled the first time only.
static std::map<int64_t, torch::Tensor> tables;
static std::once_flag filled;
torch::Tensor once_ok(const std::vector<torch::Tensor> &sources, int64_t key) {
  std::call_once(filled, [&] {
    for (const auto &source : sources)
      tables[source.size(0)] = source.clone();
  });
  return tables.at(key);
}

class Lazy {
public:
  torch::Tensor get_ok(const torch::Tensor &x) {
    if (tables_.empty()) {
      tables_[x.size(0)] = torch::zeros({4});
      tables_[x.size(1)] = torch::ones({4});
    }
    return tables_.at(4);
  }
  torch::Tensor other_ok(const torch::Tensor &x) {
    if (!ready_) {
      ready_ = true;
      others_[x.size(0)] = torch::zeros({4});
    }
    return others_.begin()->second;
  }

private:
  std::map<int64_t, torch::Tensor> tables_, others_;
  bool ready_ = false;
};

// What an object is made of.
class Loaded {
public:
  explicit Loaded(const std::vector<torch::Tensor> &all) {
    for (const auto &one : all)
      parts_[one.size(0)] = one;
  }

private:
  std::map<int64_t, torch::Tensor> parts_;
};

// No tensor lives in these.
static std::map<int64_t, int64_t> counts;
static std::map<int64_t, const torch::Tensor *> borrowed;
void numbers_ok(const torch::Tensor &x) {
  counts[x.size(0)] = x.size(1);
  borrowed[x.size(0)] = &x;
}

// Detached values in a vector are another matter.
class Log {
public:
  void note_ok(const torch::Tensor &x) { all_.push_back(x.detach()); }

private:
  std::vector<torch::Tensor> all_;
};
