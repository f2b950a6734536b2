// RUN: %check_rule %s
// Where the container lives: members, statics, globals, behind references and
// pointers.
#include "../Inputs/net.h"
#include <map>
#include <memory>
#include <vector>

std::vector<torch::Tensor> g_losses;
thread_local std::vector<torch::Tensor> t_losses;
namespace stats {
static std::map<int, torch::Tensor> by_step;
}

struct State {
  std::vector<torch::Tensor> losses;
  struct {
    std::vector<torch::Tensor> grads;
  } debug;
};

static torch::Tensor step(Net &net, torch::optim::SGD &opt) {
  Batch b = nextBatch();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  opt.zero_grad();
  loss.backward();
  opt.step();
  return loss;
}

void globals_bad(Net &net, torch::optim::SGD &opt) {
  static std::vector<torch::Tensor> s_losses;
  for (int i = 0; i < 1000; ++i) {
    auto loss = step(net, opt);
    g_losses.push_back(loss);        // WARN: attached-return
    t_losses.push_back(loss);        // WARN: attached-return
    s_losses.push_back(loss);        // WARN: attached-return
    stats::by_step[i] = loss;        // WARN: attached-return
  }
}

void references_bad(Net &net, torch::optim::SGD &opt) {
  State state;
  std::vector<torch::Tensor> &ref = state.losses;
  auto &deep = state.debug.grads;
  std::vector<torch::Tensor> *pointer = &g_losses;
  for (int i = 0; i < 1000; ++i) {
    ref.push_back(step(net, opt));      // WARN: attached-return
    deep.push_back(step(net, opt));     // WARN: attached-return
    pointer->push_back(step(net, opt)); // WARN: attached-return
    (*pointer).push_back(step(net, opt)); // WARN: attached-return
    state.losses.push_back(step(net, opt)); // WARN: attached-return
  }
}

void smart_pointers_bad(Net &net, torch::optim::SGD &opt) {
  auto unique = std::make_unique<std::vector<torch::Tensor>>();
  auto shared = std::make_shared<State>();
  State *raw = new State;
  while (more()) {
    unique->push_back(step(net, opt));        // WARN: attached-return
    shared->losses.push_back(step(net, opt)); // WARN: attached-return
    raw->losses.push_back(step(net, opt));    // WARN: attached-return
  }
  delete raw;
}

void reference_in_loop_bad(Net &net, torch::optim::SGD &opt) {
  std::map<int, std::vector<torch::Tensor>> by_class;
  while (more()) {
    auto &bucket = by_class[3];
    bucket.push_back(step(net, opt)); // WARN: attached-return
    auto it = by_class.find(4);
    if (it != by_class.end())
      it->second.push_back(step(net, opt)); // WARN: attached-return
  }
}

class Trainer {
public:
  explicit Trainer(Net net)
      : net_(net), opt_(net->parameters(), torch::optim::SGDOptions(0.01)) {}

  void run_bad() {
    for (int epoch = 0; epoch < 100; ++epoch)
      while (more()) {
        auto loss = step(net_, opt_);
        losses_.push_back(loss);            // WARN: attached-return
        this->state_.losses.push_back(loss); // WARN: attached-return
        all().push_back(loss);              // WARN: attached-return
        log_->losses.push_back(loss);       // WARN: attached-return
      }
  }

private:
  static std::vector<torch::Tensor> &all() {
    static std::vector<torch::Tensor> instance;
    return instance;
  }
  Net net_;
  torch::optim::SGD opt_;
  std::vector<torch::Tensor> losses_;
  State state_;
  std::shared_ptr<State> log_ = std::make_shared<State>();
};

// An object without a name lives until its method is done.
class Session {
public:
  explicit Session(Net net) : net_(net), optimizer_(net->parameters(), 0.1) {}
  void run_bad() {
    while (more()) {
      Batch batch = nextBatch();
      auto loss = torch::mse_loss(net_->forward(batch.data), batch.target);
      optimizer_.zero_grad();
      loss.backward();
      optimizer_.step();
      losses_.push_back(loss); // WARN: graph-in-container
    }
  }

private:
  Net net_;
  torch::optim::SGD optimizer_;
  std::vector<torch::Tensor> losses_;
};

void unnamed_object_bad() { Session(Net()).run_bad(); }

// A raw pointer keeps what was made for it.
struct Record {
  torch::Tensor loss;
};
void made_for_it_bad(Net net, torch::optim::SGD &optimizer) {
  std::vector<Record *> records;
  while (more()) {
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    auto *record = new Record{loss};
    records.push_back(record); // WARN: graph-in-container
  }
}
