// RUN: %check_rule %s
// Every kind of loop, with and without a backward before the store.
#include "../Inputs/net.h"
#include <vector>

void for_loop_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> history;
  for (int i = 0; i < 10000; ++i) {
    Batch b = nextBatch();
    opt.zero_grad();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward();
    opt.step();
    history.push_back(loss); // WARN: graph-in-container // FIX: history.push_back(loss.detach());
  }
}

void while_loop_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> history;
  while (more()) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    history.emplace_back(loss); // WARN: graph-in-container
  }
}

void do_loop_bad(Net &net) {
  std::vector<torch::Tensor> validation;
  do {
    Batch b = nextBatch();
    validation.push_back( // WARN: graph-in-container
        torch::mse_loss(net->forward(b.data), b.target));
  } while (more());
}

void range_for_bad(Net &net, torch::optim::Adam &opt) {
  auto loader = torch::data::make_data_loader(
      torch::data::datasets::MNIST("data").map(
          torch::data::transforms::Stack<>()),
      64);
  std::vector<torch::Tensor> losses;
  for (auto &batch : *loader) {
    auto out = net->forward(batch.data);
    auto loss = torch::nll_loss(torch::log_softmax(out, 1), batch.target);
    loss.backward();
    opt.step();
    losses.push_back(loss); // WARN: graph-in-container
  }
}

void nested_bad(Net &net, torch::optim::Adam &opt, std::vector<Batch> &data) {
  std::vector<torch::Tensor> epoch_losses;
  for (size_t epoch = 0; epoch < 100; ++epoch) {
    torch::Tensor loss;
    for (const Batch &b : data) {
      opt.zero_grad();
      loss = torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      opt.step();
    }
    epoch_losses.push_back(loss); // WARN: graph-in-container
  }
}

void iterators_bad(Net &net, torch::optim::SGD &opt, std::vector<Batch> &data) {
  std::vector<torch::Tensor> losses;
  losses.reserve(1000);
  for (auto it = data.begin(); it != data.end(); ++it) {
    auto loss = torch::mse_loss(net->forward(it->data), it->target);
    loss.backward();
    opt.step();
    losses.insert(losses.end(), loss); // WARN: graph-in-container
  }
}

void before_backward_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> outputs;
  for (;;) {
    Batch b = nextBatch();
    if (!b.data.defined())
      break;
    auto out = net->forward(b.data);
    outputs.push_back(out); // WARN: graph-in-container
    auto loss = torch::mse_loss(out, b.target);
    loss.backward();
    opt.step();
  }
}

void sometimes_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> log;
  for (int step = 0; more(); ++step) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (step % 100 == 0)
      log.push_back(loss); // WARN: graph-in-container
  }
}

int main() {
  Net net;
  torch::optim::SGD opt(net->parameters(), 0.1);
  std::vector<torch::Tensor> in_main;
  for (int i = 0; i < 1000; ++i) {
    auto loss = net->forward(torch::randn({8, 16})).pow(2).mean();
    loss.backward();
    opt.step();
    in_main.push_back(loss); // WARN: graph-in-container
  }
}
