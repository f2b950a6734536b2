// RUN: %check_rule %s
// How an attached value reaches the container.
#include "../Inputs/net.h"
#include <map>
#include <optional>
#include <tuple>
#include <vector>

using Tensors = std::vector<torch::Tensor>;
typedef torch::Tensor Loss;

#define RECORD(list, value) (list).push_back(value)
#define LOSS_OF(net, b) torch::mse_loss((net)->forward((b).data), (b).target)

struct Losses {
  torch::Tensor policy, value;
  torch::Tensor total() const { return policy + 0.5 * value; }
};

static std::tuple<torch::Tensor, torch::Tensor> both(Net &net, Batch b) {
  auto out = net->forward(b.data);
  return std::make_tuple(torch::mse_loss(out, b.target), out.abs().mean());
}

static std::pair<torch::Tensor, int> with_count(Net &net, Batch b) {
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  return {loss, 3};
}

static Losses losses_of(Net &net, Batch b) {
  auto out = net->forward(b.data);
  return {torch::mse_loss(out, b.target), out.pow(2).mean()};
}

template <typename M> torch::Tensor forward_of(M &model, torch::Tensor x) {
  return model->forward(x);
}

static torch::Tensor squared(const torch::Tensor &t) { return t * t; }

void tuples_bad(Net &net, torch::optim::SGD &opt) {
  Tensors kept;
  while (more()) {
    auto [loss, penalty] = both(net, nextBatch());
    (loss + penalty).backward();
    opt.step();
    kept.push_back(penalty); // WARN: graph-in-container
    torch::Tensor first, second;
    std::tie(first, second) = both(net, nextBatch());
    kept.push_back(first); // WARN: graph-in-container
    auto pair = with_count(net, nextBatch());
    kept.push_back(pair.first); // WARN: graph-in-container
    auto both_of = both(net, nextBatch());
    kept.push_back(std::get<1>(both_of)); // WARN: graph-in-container
    kept.push_back(std::get<0>(net->forward(nextBatch().data).max(1))); // WARN: graph-in-container
    auto [values, indices] = net->forward(nextBatch().data).topk(3);
    kept.push_back(values); // WARN: graph-in-container
    kept.push_back(indices);
  }
}

void structs_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<Losses> all;
  Tensors kept;
  while (more()) {
    Losses l = losses_of(net, nextBatch());
    l.total().backward();
    opt.step();
    all.push_back(l);             // WARN: graph-in-container
    kept.push_back(l.value);      // WARN: graph-in-container
    kept.push_back(l.total());    // WARN: graph-in-container
    const auto &alias = l.policy;
    kept.push_back(alias);        // WARN: graph-in-container
  }
}

void helpers_bad(Net &net, torch::optim::SGD &opt) {
  Tensors kept;
  while (more()) {
    auto out = forward_of(net, nextBatch().data);
    out.mean().backward();
    opt.step();
    kept.push_back(out);                       // WARN: graph-in-container
    kept.push_back(squared(out));              // WARN: graph-in-container
    RECORD(kept, LOSS_OF(net, nextBatch()));   // WARN: graph-in-container
    Loss loss = LOSS_OF(net, nextBatch());
    kept.push_back(std::move(loss));           // WARN: graph-in-container
    std::optional<torch::Tensor> maybe;
    if (more())
      maybe = out.sum();
    if (maybe)
      kept.push_back(*maybe);                  // WARN: graph-in-container
    torch::Tensor chosen = more() ? out.mean() : torch::zeros({});
    kept.push_back(chosen);                    // WARN: graph-in-container
    torch::Tensor list[] = {out.mean(), out.sum()};
    kept.push_back(list[1]);                   // WARN: graph-in-container
    std::vector<torch::Tensor> parts = out.chunk(2, 1);
    kept.push_back(parts[0]);                  // WARN: graph-in-container
    for (const auto &row : out.unbind(0))
      kept.push_back(row);                     // WARN: graph-in-container
  }
}

void arithmetic_bad(Net &net, torch::optim::SGD &opt) {
  Tensors kept;
  while (more()) {
    auto x = net->forward(nextBatch().data);
    x.sum().backward();
    opt.step();
    kept.push_back(2 * x + 1);                 // WARN: graph-in-container
    kept.push_back(-x);                        // WARN: graph-in-container
    kept.push_back(torch::cat({x, x}, 0));     // WARN: graph-in-container
    kept.push_back(torch::stack({x, x}));      // WARN: graph-in-container
    kept.push_back(torch::ones_like(x) * x);   // WARN: graph-in-container
    kept.push_back(x[0]);                      // WARN: graph-in-container
    kept.push_back(x.index({torch::indexing::Slice(0, 2)})); // WARN: graph-in-container
    x += 1;
    kept.push_back(x);                         // WARN: graph-in-container
    auto total = torch::zeros({});
    total += x.mean();
    kept.push_back(total);                     // WARN: graph-in-container
  }
}
