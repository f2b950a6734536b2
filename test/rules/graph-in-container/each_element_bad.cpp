// RUN: %check_rule %s
// Containers of which some elements are cut only.
#include "../Inputs/net.h"
#include <vector>

using torch::Tensor;
using Tensors = std::vector<Tensor>;

struct Service {
  Net net;
  std::vector<Tensors> kept;

  Tensors several() {
    return {net->forward(nextBatch().data), net->forward(nextBatch().data)};
  }
  void first_bad() {
    auto list = several();
    list[0] = list[0].detach();
    kept.push_back(list); // WARN: unguarded-inference
  }
  void first_in_loop_bad() {
    auto list = several();
    for (auto &t : list)
      list[0] = t.detach();
    kept.push_back(list); // WARN: unguarded-inference
  }
  void large_ones_bad() {
    auto list = several();
    for (auto &t : list)
      if (t.numel() > 100)
        t = t.detach();
    kept.push_back(list); // WARN: unguarded-inference
  }
  void until_bad() {
    auto list = several();
    for (auto &t : list) {
      t = t.detach();
      if (!more())
        break;
    }
    kept.push_back(list); // WARN: unguarded-inference
  }
  void from_second_bad() {
    auto list = several();
    for (size_t i = 1; i < list.size(); ++i)
      list[i] = list[i].detach();
    kept.push_back(list); // WARN: unguarded-inference
  }
  void other_index_bad() {
    auto list = several();
    size_t best = 0;
    for (size_t i = 0; i < list.size(); ++i)
      list[best] = list[i].detach();
    kept.push_back(list); // WARN: unguarded-inference
  }
  void copies_bad() {
    auto list = several();
    for (auto t : list)
      t = t.detach();
    kept.push_back(list); // WARN: unguarded-inference
  }
  void scaled_bad() {
    auto list = several();
    for (auto &t : list)
      t = t * 0.5;
    kept.push_back(list); // WARN: unguarded-inference
  }
  void grows_after_bad() {
    auto list = several();
    for (auto &t : list)
      t = t.detach();
    list.push_back(net->forward(nextBatch().data));
    kept.push_back(list); // WARN: unguarded-inference
  }
};
