// RUN: %check_rule %s
// Containers that something empties, trims, replaces or hands over.
#include "../Inputs/net.h"
#include <deque>
#include <map>
#include <queue>
#include <vector>

static torch::Tensor step(Net &net, torch::optim::SGD &opt) {
  Batch b = nextBatch();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  opt.zero_grad();
  loss.backward();
  opt.step();
  return loss;
}

void cleared_per_epoch_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  for (int epoch = 0; epoch < 100; ++epoch) {
    losses.clear();
    for (int i = 0; i < 100; ++i)
      losses.push_back(step(net, opt));
  }
}

void cleared_when_logged_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; i < 10000; ++i) {
    losses.push_back(step(net, opt));
    if (i % 100 == 99) {
      double mean = torch::stack(losses).mean().item<double>();
      (void)mean;
      losses.clear();
    }
  }
}

void trimmed_ok(Net &net, torch::optim::SGD &opt) {
  std::deque<torch::Tensor> recent;
  while (more()) {
    recent.push_back(step(net, opt));
    if (recent.size() > 100)
      recent.pop_front();
  }
}

void trimmed_before_ok(Net &net, torch::optim::SGD &opt) {
  std::deque<torch::Tensor> recent;
  while (more()) {
    while (recent.size() >= 100)
      recent.pop_front();
    recent.push_back(step(net, opt));
  }
}

void erased_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> recent;
  std::map<int, torch::Tensor> by_step;
  for (int i = 0; more(); ++i) {
    recent.push_back(step(net, opt));
    if (recent.size() > 10)
      recent.erase(recent.begin());
    by_step[i] = step(net, opt);
    by_step.erase(i - 10);
  }
}

void resized_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> best;
  while (more()) {
    best.push_back(step(net, opt));
    if (best.size() > 5)
      best.resize(5);
  }
}

void only_while_small_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> first;
  while (more()) {
    auto loss = step(net, opt);
    if (first.size() < 10)
      first.push_back(loss);
  }
}

void replaced_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> current;
  while (more()) {
    current = {};
    for (int i = 0; i < 10; ++i)
      current.push_back(step(net, opt));
  }
}

void reassigned_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> current;
  for (int epoch = 0; epoch < 10; ++epoch) {
    for (int i = 0; i < 10; ++i)
      current.push_back(step(net, opt));
    current = std::vector<torch::Tensor>();
  }
}

void swapped_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> current;
  for (int epoch = 0; epoch < 10; ++epoch) {
    for (int i = 0; i < 10; ++i)
      current.push_back(step(net, opt));
    std::vector<torch::Tensor>().swap(current);
  }
}

void std_swap_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> current;
  while (more()) {
    current.push_back(step(net, opt));
    if (current.size() == 64) {
      std::vector<torch::Tensor> batch;
      std::swap(batch, current);
      torch::stack(batch).mean().item<float>();
    }
  }
}

void consume(std::vector<torch::Tensor> batch);

void moved_out_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> current;
  while (more()) {
    current.push_back(step(net, opt));
    if (current.size() == 64)
      consume(std::move(current));
  }
}

void queue_ok(Net &net, torch::optim::SGD &opt) {
  std::queue<torch::Tensor> pending;
  while (more()) {
    pending.push(step(net, opt));
    auto oldest = pending.front();
    pending.pop();
    oldest.item<float>();
  }
}

void stack_discipline_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> stack;
  while (more()) {
    stack.push_back(step(net, opt));
    auto top = stack.back();
    stack.pop_back();
    top.item<float>();
  }
}

// The release is in a helper, or behind a reference.
static void flush(std::vector<torch::Tensor> &losses) {
  float sum = 0;
  for (const auto &l : losses)
    sum += l.item<float>();
  losses.clear();
}

void released_by_helper_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; more(); ++i) {
    losses.push_back(step(net, opt));
    if (i % 10 == 0)
      flush(losses);
  }
}

void released_by_reference_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  auto &alias = losses;
  auto flush_now = [&losses] { losses.clear(); };
  while (more()) {
    alias.push_back(step(net, opt));
    flush_now();
  }
}

struct Window {
  void push(torch::Tensor t) {
    items.push_back(std::move(t));
    trim();
  }
  void trim() {
    while (items.size() > capacity)
      items.pop_front();
  }
  std::deque<torch::Tensor> items;
  size_t capacity = 100;
};

void window_ok(Net &net, torch::optim::SGD &opt) {
  Window window;
  while (more())
    window.push(step(net, opt));
}

class Ring {
public:
  explicit Ring(size_t n) : slots_(n) {}
  void push(const torch::Tensor &t) {
    slots_[next_] = t;
    next_ = (next_ + 1) % slots_.size();
  }

private:
  std::vector<torch::Tensor> slots_;
  size_t next_ = 0;
};

void ring_ok(Net &net, torch::optim::SGD &opt) {
  Ring ring(100);
  while (more())
    ring.push(step(net, opt));
}
