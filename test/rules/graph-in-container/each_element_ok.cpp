// RUN: %check_rule %s
// Containers whose elements are cut one after the other, and then kept.
#include "../Inputs/net.h"
#include <map>
#include <string>
#include <vector>

using torch::Tensor;
using Tensors = std::vector<Tensor>;

Tensors by_value(Tensors list) {
  for (auto &t : list)
    t = t.detach();
  return list;
}

Tensors by_index(Tensors list) {
  for (size_t i = 0; i < list.size(); ++i)
    list[i] = list[i].detach();
  return list;
}

std::map<std::string, Tensor> by_key(std::map<std::string, Tensor> named) {
  for (auto &[name, t] : named)
    t = t.detach();
  return named;
}

Tensors by_iterator(Tensors list) {
  for (auto it = list.begin(); it != list.end(); ++it)
    *it = it->detach();
  return list;
}

void in_place(Tensors &list) {
  for (auto &t : list)
    t.detach_();
}

void cut(Tensor &t) { t = t.detach(); }

struct Service {
  Net net;
  std::vector<Tensors> kept;
  std::vector<std::map<std::string, Tensor>> reports;

  Tensors several() {
    return {net->forward(nextBatch().data), net->forward(nextBatch().data)};
  }
  void by_value_ok() { kept.push_back(by_value(several())); }
  void by_index_ok() { kept.push_back(by_index(several())); }
  void by_iterator_ok() { kept.push_back(by_iterator(several())); }
  void by_key_ok() {
    reports.push_back(by_key({{"a", net->forward(nextBatch().data)}}));
  }
  void in_place_ok() {
    auto list = several();
    in_place(list);
    kept.push_back(list);
  }
  void here_ok() {
    auto list = several();
    for (auto &t : list)
      t = t.detach();
    kept.push_back(list);
  }
  void helper_ok() {
    auto list = several();
    for (auto &t : list)
      cut(t);
    kept.push_back(list);
  }
  void one_way_or_the_other_ok(bool host) {
    auto list = several();
    for (auto &t : list) {
      t = t.detach();
      if (host)
        t = t.cpu();
    }
    kept.push_back(list);
  }
  // Only the newest has history.
  std::vector<Tensor> recent;
  void older_ones_ok() {
    for (auto &t : recent)
      t = t.detach();
    recent.push_back(net->forward(nextBatch().data));
  }
  std::vector<Tensor> all;
  void afterwards_ok() {
    all.push_back(net->forward(nextBatch().data));
    for (auto &t : all)
      t.detach_();
  }
};

void each_round_ok(Net &net) {
  Tensors list;
  while (more()) {
    list.push_back(net->forward(nextBatch().data));
    for (auto &t : list)
      t = t.detach();
  }
}
