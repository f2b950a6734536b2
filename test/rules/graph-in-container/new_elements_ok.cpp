// RUN: %check_rule %s
// Elements that are filled through a reference, and bounded, cut or replaced.
#include "../Inputs/net.h"
#include <map>
#include <vector>

using torch::Tensor;

struct Row {
  Tensor loss, data;
  void set(const Tensor &t) { loss = t; }
};

struct Log {
  std::vector<Row> rows{1};
  Row &last() { return rows.back(); }
};

void cut_ok(Net &net) {
  std::vector<Row> rows;
  while (more()) {
    Row &row = rows.emplace_back();
    row.data = nextBatch().data;
    row.loss = net->forward(row.data).detach();
  }
}
void cut_afterwards_ok(Net &net) {
  std::vector<Row> rows;
  while (more()) {
    Row &row = rows.emplace_back();
    row.loss = net->forward(nextBatch().data);
    row.loss.sum().backward();
    row.loss = row.loss.detach();
  }
}
void bounded_ok(Net &net) {
  std::vector<Row> rows;
  while (more()) {
    Row &row = rows.emplace_back();
    row.loss = net->forward(nextBatch().data);
    if (rows.size() > 10)
      rows.erase(rows.begin());
  }
}
void of_this_round_ok(Net &net) {
  while (more()) {
    std::vector<Row> rows;
    Row &row = rows.emplace_back();
    row.loss = net->forward(nextBatch().data);
    row.loss.sum().backward();
  }
}
void same_element_ok(Net &net) {
  Log log;
  while (more()) {
    Row &row = log.last();
    row.loss = net->forward(nextBatch().data);
  }
}
// What grows is in the element, not the list of elements.
struct Meter {
  Tensor latest;
  std::vector<double> values;
  void add(const Tensor &loss) {
    latest = loss;
    values.push_back(loss.item<double>());
  }
};
void element_grows_ok(Net &net) {
  std::vector<Meter> meters(3);
  while (more()) {
    Tensor loss = net->forward(nextBatch().data).sum();
    loss.backward();
    for (auto &meter : meters)
      meter.add(loss);
  }
}
