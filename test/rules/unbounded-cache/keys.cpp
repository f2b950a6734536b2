// RUN: %check_rule %s
// One cache each, with a key that is new again and again, and with one that is
// one of a few.
#include "../Inputs/net.h"
#include <algorithm>
#include <map>
#include <queue>
#include <random>
#include <string>
#include <unordered_map>

using Cache = std::map<int64_t, torch::Tensor>;
enum class Phase { Train, Test };

static Cache lengths, buckets, remainders, masked, limited, clamped, powers;
static std::map<Phase, torch::Tensor> phases;
static std::map<bool, torch::Tensor> flags;
static std::map<std::string, torch::Tensor> texts, names, devices;
static std::map<torch::ScalarType, torch::Tensor> types;
static std::map<int8_t, torch::Tensor> indexes;
static Cache dims, constants;

void length_bad(const torch::Tensor &x) {
  lengths[x.size(1)] = x.detach(); // WARN: unbounded-cache
}
void bucket_bad(const torch::Tensor &x) {
  buckets[(x.size(1) + 63) / 64] = x.detach(); // WARN: unbounded-cache
}
void remainder_ok(const torch::Tensor &x) {
  remainders[x.size(1) % 64] = x.detach();
}
void masked_ok(const torch::Tensor &x) { masked[x.size(1) & 63] = x.detach(); }
void limited_ok(const torch::Tensor &x) {
  limited[std::min<int64_t>(x.size(1), 64)] = x.detach();
}
void clamped_ok(const torch::Tensor &x) {
  clamped[std::clamp<int64_t>(x.size(1), 1, 64)] = x.detach();
}
static int64_t ceilPowerOfTwo(int64_t n) {
  int64_t power = 1;
  while (power < n)
    power <<= 1;
  return power;
}
void power_ok(const torch::Tensor &x) {
  powers[ceilPowerOfTwo(x.size(1))] = x.detach();
}
void phase_ok(Phase phase, const torch::Tensor &x) {
  phases[phase] = x.detach();
}
void flag_ok(const torch::Tensor &x) { flags[x.size(1) > 8] = x.detach(); }
void text_bad(const torch::Tensor &x) {
  texts["len" + std::to_string(x.size(1))] = x.detach(); // WARN: unbounded-cache
}
void name_ok(const torch::Tensor &x) { names["len"] = x.detach(); }
void device_ok(const torch::Tensor &x) {
  devices["cuda:" + std::to_string(x.device().index())] = x.detach();
}
void type_ok(const torch::Tensor &x) { types[x.scalar_type()] = x.detach(); }
void index_ok(const torch::Tensor &x) {
  indexes[x.device().index()] = x.detach();
}
void dim_ok(const torch::Tensor &x) { dims[x.dim()] = x.detach(); }
void constant_ok(const torch::Tensor &x) {
  constants[0] = x.detach();
  constants[1] = x.detach();
}

// What callers in sight give as the key.
class Memo {
public:
  void seen_bad(const torch::Tensor &x) { open(x.size(1)); }
  void named_ok() {
    closed(16);
    closed(32);
  }

private:
  void open(int64_t key) {
    if (!open_.count(key))
      open_[key] = torch::zeros({key}); // WARN: unbounded-cache
  }
  void closed(int64_t key) {
    if (!closed_.count(key))
      closed_[key] = torch::zeros({key});
  }
  Net net_;
  Cache open_, closed_;
};

// Whether callers out of sight ask for an entry that may not be there, or
// carry on with the one that is.
class Decoder {
public:
  torch::Tensor mask_bad(int64_t length) {
    auto it = masks_.find(length);
    if (it != masks_.end())
      return it->second;
    return masks_[length] = torch::ones({length}); // WARN: unbounded-cache
  }
  torch::Tensor append_ok(int64_t layer, const torch::Tensor &key) {
    if (keys_.count(layer))
      keys_[layer] = torch::cat({keys_[layer], key.detach()}, 1);
    else
      keys_[layer] = key.detach();
    return keys_[layer];
  }

private:
  Net net_;
  Cache masks_, keys_;
};

// The counter of a loop starts anew, that of an object does not.
class Steps {
public:
  void each_ok(const std::vector<torch::Tensor> &xs) {
    for (size_t i = 0; i < xs.size(); ++i)
      by_index_[i] = xs[i].detach();
  }
  void next_bad(const torch::Tensor &x) {
    by_step_[step_++] = x.detach(); // WARN: unbounded-cache
  }
  void around_ok(const torch::Tensor &x) {
    by_slot_[slot_] = x.detach();
    slot_ = (slot_ + 1) % 8;
  }
  // Names of what a model has.
  void weights_ok(torch::nn::Module &module) {
    for (const auto &pair : module.named_parameters())
      weights_[pair.key()] = pair.value().detach();
  }
  // Whoever puts it there chooses the name.
  void put_ok(const std::string &name, const torch::Tensor &x) {
    named_[name] = x.detach();
  }

private:
  Cache by_index_, by_step_, by_slot_;
  std::map<std::string, torch::Tensor> weights_, named_;
  int64_t step_ = 0, slot_ = 0;
};

// What comes from out of the program, or out of a queue, is new each time.
struct Job {
  int64_t id;
  torch::Tensor data;
};
class Jobs {
public:
  bool take(Job &out) {
    if (queue_.empty())
      return false;
    out = std::move(queue_.front());
    queue_.pop();
    return true;
  }
  std::queue<Job> queue_;
};
class Results {
public:
  void queued_bad() {
    while (more()) {
      Job job = std::move(waiting_.front());
      waiting_.pop();
      by_job_[job.id] = job.data; // WARN: unbounded-cache
    }
  }
  void taken_bad() {
    Job job;
    while (jobs_.take(job))
      by_taken_[job.id] = job.data; // WARN: unbounded-cache
  }
  void looked_at_ok() {
    for (const auto &id : ids_)
      by_id_[id] = torch::zeros({1});
  }
  void random_bad(std::mt19937 &random) {
    by_chance_[random()] = torch::zeros({1}); // WARN: unbounded-cache
  }

private:
  std::queue<Job> waiting_;
  Jobs jobs_;
  std::vector<int64_t> ids_;
  Cache by_job_, by_taken_, by_id_, by_chance_;
};

// Both keys of a map in a map tell the entry.
class PerUser {
public:
  void outer_bad(const torch::Tensor &x) {
    outer_[x.size(0)]["last"] = x.detach(); // WARN: unbounded-cache
  }
  void inner_bad(const torch::Tensor &x) {
    inner_["last"][x.size(0)] = x.detach(); // WARN: unbounded-cache
  }
  void neither_ok(const torch::Tensor &x) {
    neither_["last"][x.dim()] = x.detach();
  }

private:
  std::map<int64_t, std::map<std::string, torch::Tensor>> outer_;
  std::map<std::string, Cache> inner_, neither_;
};
