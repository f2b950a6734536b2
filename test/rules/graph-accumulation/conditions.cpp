// RUN: %check_rule %s
// Totals that are set anew if an argument says so.
#include "../Inputs/net.h"

using torch::Tensor;

struct Total {
  Tensor sum;
  void add(const Tensor &t) {
    sum = sum.defined() ? sum + t : t; // WARN: graph-accumulation
  }
  double report(bool reset = false) {
    double result = sum.item<double>();
    if (reset)
      sum = Tensor();
    return result;
  }
};
struct EpochTotal {
  Tensor sum;
  void add(const Tensor &t) { sum = sum.defined() ? sum + t : t; }
  double report(bool reset = true) {
    double result = sum.item<double>();
    if (reset)
      sum = Tensor();
    return result;
  }
};
struct State {
  Net net{4, 4};
  Tensor h = torch::zeros({1, 4});
  void step(bool reset) {
    if (reset)
      h = torch::zeros({1, 4});
    h = net->forward(h); // WARN: recurrent-state
  }
};
struct Episodes {
  Net net{4, 4};
  Tensor h = torch::zeros({1, 4});
  void step(bool reset) {
    if (reset)
      h = torch::zeros({1, 4});
    h = net->forward(h);
  }
};

void never_bad(Net &net) {
  Total total;
  while (more()) {
    total.add(net->forward(nextBatch().data).sum());
    total.report();
  }
}
void by_default_ok(Net &net) {
  EpochTotal total;
  while (more()) {
    total.add(net->forward(nextBatch().data).sum());
    total.report();
  }
}
void state_bad() {
  State state;
  while (more())
    state.step(false);
}
void episodes_ok() {
  Episodes episodes;
  while (more())
    episodes.step(more());
}
// What is made of the elements of a list ends with the list.
void list_ok(Net &net) {
  std::vector<Tensor> recent;
  while (more()) {
    recent.push_back(net->forward(nextBatch().data).sum());
    if (recent.size() > 5)
      recent.erase(recent.begin());
    Tensor sum = torch::zeros({});
    for (auto it = recent.rbegin(); it != recent.rend(); ++it)
      sum = sum + *it * 0.8;
    (void)sum.item<double>();
  }
}
