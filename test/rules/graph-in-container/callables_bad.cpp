// RUN: %check_rule %s
// Lambdas, std::function, algorithms, threads.
#include "../Inputs/net.h"
#include <algorithm>
#include <functional>
#include <iterator>
#include <mutex>
#include <thread>
#include <vector>

void lambda_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  auto step = [&](const Batch &b) {
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    losses.push_back(loss); // WARN: graph-in-container
  };
  while (more())
    step(nextBatch());
}

void lambda_returns_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  auto step = [&net, &opt](const Batch &b) {
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward();
    opt.step();
    return loss;
  };
  while (more())
    losses.push_back(step(nextBatch())); // WARN: attached-return
}

void std_function_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  std::function<void(torch::Tensor)> log = [&losses](torch::Tensor t) {
    losses.push_back(t); // WARN: graph-in-container
  };
  while (more()) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward();
    opt.step();
    log(loss);
  }
}

void for_each_bad(Net &net, torch::optim::SGD &opt,
                  const std::vector<Batch> &batches) {
  std::vector<torch::Tensor> losses;
  std::for_each(batches.begin(), batches.end(), [&](const Batch &b) {
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    loss.backward();
    opt.step();
    losses.push_back(loss); // WARN: graph-in-container
  });
}

void closure_bad(Net &net, torch::optim::LBFGS &opt) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; i < 1000; ++i) {
    Batch b = nextBatch();
    opt.step([&]() {
      opt.zero_grad();
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      losses.push_back(loss); // WARN: graph-in-container
      return loss;
    });
  }
}

void closure_result_bad(Net &net, torch::optim::LBFGS &opt) {
  std::vector<torch::Tensor> losses;
  for (int i = 0; i < 1000; ++i) {
    Batch b = nextBatch();
    auto closure = [&]() {
      opt.zero_grad();
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      losses.push_back(loss); // WARN: graph-in-container
      return loss;
    };
    opt.step(closure);
  }
}

void thread_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  std::mutex lock;
  std::thread worker([&] {
    while (more()) {
      Batch b = nextBatch();
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      opt.step();
      std::lock_guard<std::mutex> hold(lock);
      losses.push_back(loss); // WARN: graph-in-container
    }
  });
  worker.join();
}

void threads_in_loop_bad(Net &net, torch::optim::SGD &opt) {
  static std::vector<torch::Tensor> losses;
  static std::mutex lock;
  while (more()) {
    std::thread worker([&net, &opt] {
      Batch b = nextBatch();
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      opt.step();
      std::lock_guard<std::mutex> hold(lock);
      losses.push_back(loss); // WARN: graph-in-container
    });
    worker.join();
  }
}

class Callbacks {
public:
  using OnLoss = std::function<void(int, const torch::Tensor &)>;
  void add(OnLoss callback) { callbacks_.push_back(std::move(callback)); }

  void fit(Net &net, torch::optim::SGD &opt) {
    for (int i = 0; more(); ++i) {
      Batch b = nextBatch();
      auto loss = torch::mse_loss(net->forward(b.data), b.target);
      loss.backward();
      opt.step();
      history_.push_back(loss); // WARN: graph-in-container
      for (auto &callback : callbacks_)
        callback(i, loss);
    }
  }

private:
  std::vector<OnLoss> callbacks_;
  std::vector<torch::Tensor> history_;
};

void recursive_function_bad(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> scores;
  std::function<void(int)> visit = [&](int depth) {
    auto score = net->forward(nextBatch().data).mean();
    score.backward();
    opt.step();
    scores.push_back(score); // WARN: graph-in-container
    if (depth > 0)
      visit(depth - 1);
  };
  while (more())
    visit(3);
}
