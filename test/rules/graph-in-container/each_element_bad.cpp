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
  void from_second_by_iterator_bad() {
    auto list = several();
    for (auto it = list.begin() + 1; it != list.end(); ++it)
      *it = it->detach();
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

void at_the_end_bad(Net &net) {
  Tensors list;
  while (more())
    list.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
  for (auto &t : list)
    t = t.detach();
}

struct Step {
  Tensor score, state;
};

struct Recorder {
  Net net;
  std::vector<Step> steps;
  void one_part_bad() {
    auto out = net->forward(nextBatch().data);
    steps.push_back({out, out * 2}); // WARN: unguarded-inference
    for (auto &step : steps)
      step.score = step.score.detach();
  }
  // What is moved out of a list goes on elsewhere.
  std::vector<std::vector<Step>> episodes;
  std::vector<Step> episode;
  void act() {
    auto out = net->forward(nextBatch().data);
    episode.push_back({out, out * 2});
  }
  void end_bad() {
    episodes.push_back(std::move(episode)); // WARN: unguarded-inference
    episode.clear();
  }
};
