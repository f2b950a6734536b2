// RUN: %check_rule %s
// Elements that are made first and filled through a reference.
#include "../Inputs/net.h"
#include <list>
#include <map>
#include <memory>
#include <vector>

using torch::Tensor;

struct Row {
  Tensor loss, data;
  void set(const Tensor &t) {
    loss = t; // WARN: unguarded-inference
  }
};

struct Log {
  std::vector<Row> rows;
  Row &next() { return rows.emplace_back(); }
};

struct Journal {
  std::vector<Row> rows;
  Row &next() {
    rows.emplace_back();
    return rows.back();
  }
};

void fill(Row &row, const Tensor &t) {
  row.loss = t; // WARN: unguarded-inference
}

void reference_bad(Net &net) {
  std::vector<Row> rows;
  while (more()) {
    Row &row = rows.emplace_back();
    row.data = nextBatch().data;
    row.loss = net->forward(row.data); // WARN: unguarded-inference
  }
}
void at_once_bad(Net &net) {
  std::vector<Row> rows;
  while (more())
    rows.emplace_back().loss = // WARN: unguarded-inference
        net->forward(nextBatch().data);
}
void iterator_bad(Net &net) {
  std::list<Row> rows;
  while (more()) {
    auto it = rows.emplace(rows.end());
    it->loss = net->forward(nextBatch().data); // WARN: unguarded-inference
  }
}
void map_bad(Net &net) {
  std::map<int, Row> rows;
  int number = 0;
  while (more()) {
    auto &row = rows.try_emplace(number++).first->second;
    row.loss = net->forward(nextBatch().data); // WARN: unguarded-inference
  }
}
void list_of_lists_bad(Net &net) {
  std::vector<std::vector<Tensor>> rows;
  while (more()) {
    auto &row = rows.emplace_back();
    row.push_back( // WARN: unguarded-inference
        net->forward(nextBatch().data));
  }
}
void pointer_bad(Net &net) {
  std::vector<std::unique_ptr<Row>> rows;
  while (more()) {
    auto &row = rows.emplace_back(std::make_unique<Row>());
    row->loss = net->forward(nextBatch().data); // WARN: unguarded-inference
  }
}
void handed_out_bad(Net &net) {
  Log log;
  while (more()) {
    auto &row = log.next();
    row.loss = net->forward(nextBatch().data); // WARN: unguarded-inference
  }
}
void handed_out_at_once_bad(Net &net) {
  Journal journal;
  while (more())
    journal.next().loss = // WARN: unguarded-inference
        net->forward(nextBatch().data);
}
void by_method_bad(Net &net) {
  std::vector<Row> rows;
  while (more())
    rows.emplace_back().set(net->forward(nextBatch().data));
}
void by_helper_bad(Net &net) {
  std::vector<Row> rows;
  while (more())
    fill(rows.emplace_back(), net->forward(nextBatch().data));
}
