// RUN: %check_rule %s
// What create() makes, with and without a destroy().
#include "../Inputs/net.h"
#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <unordered_map>

struct Session {
  torch::Tensor state;
  int64_t position = 0;
};

static std::unordered_map<int64_t, Session> kept;
static int64_t next_kept = 0;
int64_t create_kept_bad() {
  int64_t id = next_kept++;
  kept[id].state = torch::zeros({64}); // WARN: unbounded-cache
  // NOTE: its key counts up
  return id;
}

static std::unordered_map<int64_t, Session> given_back;
static int64_t next_given_back = 0;
int64_t create_given_back_ok() {
  int64_t id = next_given_back++;
  given_back[id].state = torch::zeros({64});
  return id;
}
void destroy_given_back(int64_t id) { given_back.erase(id); }

static std::map<int64_t, std::shared_ptr<Session>> pointers;
static std::atomic<int64_t> next_pointer{0};
int64_t create_pointer_bad() {
  auto session = std::make_shared<Session>();
  int64_t id = next_pointer.fetch_add(1);
  pointers.emplace(id, session); // WARN: unbounded-cache
  return id;
}

// A weak pointer keeps nothing.
static std::map<int64_t, std::weak_ptr<Session>> watched;
static int64_t next_watched = 0;
int64_t watch_ok(std::shared_ptr<Session> session) {
  watched[next_watched] = session;
  return next_watched++;
}

static std::map<int64_t, Net> models;
int64_t create_model_bad() {
  int64_t id = models.size();
  models.emplace(id, Net()); // WARN: unbounded-cache
  return id;
}

class Requests {
public:
  int64_t submit_bad(torch::Tensor x) {
    pending_[++last_] = std::async([x] { return x + 1; }); // WARN: unbounded-cache
    return last_;
  }

private:
  std::map<int64_t, std::future<torch::Tensor>> pending_;
  int64_t last_ = 0;
};

class Collected {
public:
  int64_t submit_ok(torch::Tensor x) {
    pending_[++last_] = std::async([x] { return x + 1; });
    return last_;
  }
  torch::Tensor wait(int64_t id) {
    auto result = pending_.at(id).get();
    pending_.erase(id);
    return result;
  }

private:
  std::map<int64_t, std::future<torch::Tensor>> pending_;
  int64_t last_ = 0;
};

// Registered once, under a name that is written down.
using Factory = std::function<Net()>;
static std::map<std::string, Net> &prototypes() {
  static std::map<std::string, Net> all;
  return all;
}
static bool register_prototype(const std::string &name, Net net) {
  prototypes()[name] = net;
  return true;
}
static bool small = register_prototype("small", Net(8, 2));
static bool large = register_prototype("large", Net(64, 8));
