// RUN: %check_rule %s
// What a value can be stored into.
#include "../Inputs/net.h"
#include <deque>
#include <list>
#include <map>
#include <queue>
#include <string>
#include <unordered_map>
#include <optional>
#include <vector>

struct Record {
  int step;
  torch::Tensor loss;
};

class Trainer {
public:
  Trainer() : opt(net->parameters(), torch::optim::SGDOptions(0.1)) {}

  torch::Tensor loss() {
    Batch b = nextBatch();
    auto l = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    l.backward();
    opt.step();
    return l;
  }

  Net net;
  torch::optim::SGD opt;
};

void sequences_bad(Trainer &t) {
  std::deque<torch::Tensor> deque;
  std::list<torch::Tensor> list;
  std::queue<torch::Tensor> queue;
  for (int i = 0; i < 1000; ++i) {
    deque.push_back(t.loss());  // WARN: attached-return
    deque.push_front(t.loss()); // WARN: attached-return
    list.emplace_front(t.loss()); // WARN: attached-return
    queue.push(t.loss());         // WARN: attached-return
  }
}

void maps_bad(Trainer &t) {
  std::map<int, torch::Tensor> by_step;
  std::unordered_map<std::string, torch::Tensor> by_name;
  std::multimap<int, torch::Tensor> multi;
  for (int i = 0; i < 1000; ++i) {
    by_step[i] = t.loss();                                // WARN: attached-return
    by_step.emplace(i + 1000, t.loss());                  // WARN: attached-return
    by_step.insert({i + 2000, t.loss()});                 // WARN: attached-return
    by_step.insert(std::make_pair(i + 3000, t.loss()));   // WARN: attached-return
    by_name.try_emplace("s" + std::to_string(i), t.loss()); // WARN: attached-return
    by_name.insert_or_assign(std::to_string(i), t.loss()); // WARN: attached-return
    multi.emplace(0, t.loss());                           // WARN: attached-return
  }
}

void aggregates_bad(Trainer &t) {
  std::vector<Record> records;
  std::vector<std::pair<int, torch::Tensor>> pairs;
  std::vector<std::tuple<int, double, torch::Tensor>> tuples;
  std::vector<std::optional<torch::Tensor>> optionals;
  std::vector<std::shared_ptr<Record>> shared;
  for (int i = 0; i < 1000; ++i) {
    records.push_back({i, t.loss()});         // WARN: attached-return
    records.push_back(Record{i, t.loss()});   // WARN: attached-return
    Record r;
    r.step = i;
    r.loss = t.loss();
    records.push_back(r);                     // WARN: attached-return
    records.emplace_back();
    records.back().loss = t.loss();           // WARN: attached-return
    pairs.emplace_back(i, t.loss());          // WARN: attached-return
    pairs.push_back({i, t.loss()});           // WARN: attached-return
    tuples.emplace_back(i, 0.5, t.loss());    // WARN: attached-return
    optionals.push_back(t.loss());            // WARN: attached-return
    auto p = std::make_shared<Record>(Record{i, t.loss()});
    shared.push_back(p);                      // WARN: attached-return
  }
}

void nested_bad(Trainer &t) {
  std::vector<std::vector<torch::Tensor>> per_epoch;
  std::map<std::string, std::vector<torch::Tensor>> metrics;
  struct {
    std::vector<torch::Tensor> train, test;
  } curves;
  for (int epoch = 0; epoch < 100; ++epoch) {
    per_epoch.emplace_back();
    for (int i = 0; i < 100; ++i) {
      auto loss = t.loss();
      per_epoch.back().push_back(loss);   // WARN: attached-return
      metrics["train/loss"].push_back(loss); // WARN: attached-return
      curves.train.push_back(loss);       // WARN: attached-return
    }
  }
}

void inner_vector_moved_out_bad(Trainer &t) {
  std::vector<std::vector<torch::Tensor>> per_epoch;
  for (int epoch = 0; epoch < 100; ++epoch) {
    std::vector<torch::Tensor> current;
    for (int i = 0; i < 100; ++i)
      current.push_back(t.loss());
    per_epoch.push_back(std::move(current)); // WARN: attached-return
  }
}

void ivalues_bad(Trainer &t) {
  std::vector<c10::IValue> values;
  while (more()) {
    values.push_back(t.loss());                // WARN: attached-return
    values.emplace_back(t.loss());             // WARN: attached-return
  }
}

void grown_array_bad(Trainer &t) {
  std::vector<torch::Tensor> losses[2];
  for (int i = 0; i < 1000; ++i)
    losses[i % 2].push_back(t.loss()); // WARN: attached-return
}

void emplace_and_look_bad(Net net, torch::optim::SGD &optimizer) {
  std::map<int64_t, torch::Tensor> seen;
  while (more()) {
    Batch batch = nextBatch();
    auto loss = torch::mse_loss(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    auto it = seen.find(batch.data.size(0));
    if (it == seen.end())
      it = seen.emplace(batch.data.size(0), loss).first; // WARN: graph-in-container
  }
}
