// RUN: %check_rule %s
// Totals that a functor of the library adds up.
#include "../Inputs/net.h"
#include <functional>
#include <optional>

using torch::Tensor;

template <typename T, typename Reduce = std::plus<>> class Meter {
public:
  void add_bad(const T &value) {
    if (!total_)
      total_.emplace(value);
    else
      total_ = reduce_(*total_, value); // WARN: graph-accumulation
  }
  void add_ok(const T &value) { total_ = reduce_(*total_, value.detach()); }

private:
  std::optional<T> total_;
  Reduce reduce_;
};

void train(Net &net, torch::optim::SGD &opt) {
  Meter<Tensor> losses;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    losses.add_bad(loss);
  }
}

void train_detached(Net &net, torch::optim::SGD &opt) {
  Meter<Tensor, std::minus<Tensor>> losses;
  while (more()) {
    auto loss = net->forward(nextBatch().data).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
    losses.add_ok(loss);
  }
}
