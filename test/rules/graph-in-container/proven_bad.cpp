// RUN: %check_rule %s
// What is computed out of sight has history when a backward runs on it.
#include "../Inputs/net.h"
#include <tuple>
#include <vector>

// Defined elsewhere.
struct OwnLoss {
  torch::Tensor operator()(const torch::Tensor &y, const torch::Tensor &target);
  torch::Tensor regularizer() const;
};
torch::Tensor own_loss(const torch::Tensor &y, const torch::Tensor &target);
std::vector<torch::Tensor> own_losses(Net net, const Batch &batch);

void own_functor_bad(Net net, torch::optim::SGD &optimizer, OwnLoss criterion) {
  std::vector<torch::Tensor> losses;
  torch::Tensor loss;
  while (more()) {
    Batch batch = nextBatch();
    loss = criterion(net->forward(batch.data), batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    losses.push_back(loss); // WARN: graph-in-container
  }
}

void sum_of_parts_bad(Net net, torch::optim::SGD &optimizer) {
  std::vector<torch::Tensor> losses;
  while (more()) {
    auto parts = own_losses(net, nextBatch());
    torch::Tensor total = parts[0] + parts[1];
    total.backward();
    optimizer.step();
    losses.push_back(total); // WARN: graph-in-container
  }
}

class Learner {
public:
  // The argument is run backward here, so it has history.
  void update_bad(torch::Tensor loss) {
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    history_.push_back(loss); // WARN: graph-in-container
  }
  // What a helper ran backward on.
  torch::Tensor learn(const Batch &batch) {
    auto loss = own_loss(batch.data, batch.target);
    loss.backward();
    return loss;
  }
  void learn_bad() {
    while (more())
      history_.push_back(learn(nextBatch())); // WARN: attached-return
  }

private:
  torch::optim::SGD optimizer_;
  std::vector<torch::Tensor> history_;
};

// Tuples of tuples.
struct RecurrentImpl : torch::nn::Module {
  std::tuple<torch::Tensor, std::tuple<torch::Tensor, torch::Tensor>>
  forward(torch::Tensor x, std::tuple<torch::Tensor, torch::Tensor> state) {
    auto y = fc->forward(x + std::get<0>(state));
    return {y, std::make_tuple(y * 2, y * 3)};
  }
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(4, 4));
};
TORCH_MODULE(Recurrent);

void nested_tie_bad(Recurrent net, torch::optim::SGD &optimizer) {
  std::vector<torch::Tensor> outputs;
  while (more()) {
    torch::Tensor output, h = torch::zeros({4}), c = torch::zeros({4});
    std::forward_as_tuple(output, std::tie(h, c)) =
        net->forward(nextBatch().data, std::make_tuple(h, c));
    output.mean().backward();
    optimizer.step();
    outputs.push_back(output); // WARN: graph-in-container
    outputs.push_back(h);      // WARN: graph-in-container
  }
}

// A frozen backbone with an adapter that trains: what is frozen is known only
// in part, and the backward says the rest.
torch::Tensor adapter(const torch::Tensor &features);
void adapter_bad(Net net, torch::optim::SGD &optimizer) {
  for (auto &p : net->parameters())
    p.set_requires_grad(false);
  std::vector<torch::Tensor> losses;
  while (more()) {
    Batch batch = nextBatch();
    auto y = net->forward(batch.data) + adapter(batch.data);
    auto loss = torch::mse_loss(y, batch.target);
    optimizer.zero_grad();
    loss.backward();
    optimizer.step();
    losses.push_back(loss); // WARN: graph-in-container
  }
}
