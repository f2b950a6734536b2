// RUN: %check_rule %s
// Lambdas, callbacks and threads that keep no history.
#include "../Inputs/net.h"
#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <iterator>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

static torch::Tensor step(Net &net, torch::optim::SGD &opt) {
  Batch b = nextBatch();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  opt.zero_grad();
  loss.backward();
  opt.step();
  return loss;
}

void lambda_detaches_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  auto log = [&losses](const torch::Tensor &t) {
    losses.push_back(t.detach());
  };
  while (more())
    log(step(net, opt));
}

void function_takes_number_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<double> losses;
  std::function<void(double)> log = [&](double v) { losses.push_back(v); };
  while (more())
    log(step(net, opt).item<double>());
}

void local_in_lambda_ok(Net &net, torch::optim::SGD &opt) {
  auto epoch = [&] {
    std::vector<torch::Tensor> losses;
    for (int i = 0; i < 100; ++i)
      losses.push_back(step(net, opt));
    return torch::stack(losses).mean().item<double>();
  };
  while (more())
    epoch();
}

void copy_capture_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  auto once = [losses, &net, &opt]() mutable {
    losses.push_back(step(net, opt));
    return losses.size();
  };
  once();
}

void transform_ok(Net &net, const std::vector<torch::Tensor> &xs) {
  while (more()) {
    std::vector<torch::Tensor> outs;
    std::transform(xs.begin(), xs.end(), std::back_inserter(outs),
                   [&](const torch::Tensor &x) { return net->forward(x); });
    torch::stack(outs).mean().backward();
  }
}

void for_each_then_cat_ok(Net &net, torch::optim::SGD &opt,
                          const std::vector<Batch> &batches) {
  while (more()) {
    std::vector<torch::Tensor> losses;
    std::for_each(batches.begin(), batches.end(), [&](const Batch &b) {
      losses.push_back(torch::mse_loss(net->forward(b.data), b.target));
    });
    opt.zero_grad();
    torch::stack(losses).mean().backward();
    opt.step();
  }
}

// Producer and consumer.
class Channel {
public:
  void push(torch::Tensor t) {
    std::lock_guard<std::mutex> hold(lock_);
    items_.push_back(std::move(t));
    ready_.notify_one();
  }
  torch::Tensor pop() {
    std::unique_lock<std::mutex> hold(lock_);
    ready_.wait(hold, [this] { return !items_.empty(); });
    auto t = std::move(items_.front());
    items_.pop_front();
    return t;
  }

private:
  std::mutex lock_;
  std::condition_variable ready_;
  std::deque<torch::Tensor> items_;
};

void channel_ok(Net &net, torch::optim::SGD &opt) {
  Channel channel;
  std::thread printer([&channel] {
    while (more())
      channel.pop().item<float>();
  });
  while (more())
    channel.push(step(net, opt));
  printer.join();
}

// Whoever drains takes everything.
class Collector {
public:
  void add(torch::Tensor t) { items_.push_back(t); }
  std::vector<torch::Tensor> take() { return std::move(items_); }

private:
  std::vector<torch::Tensor> items_;
};
class Exchanger {
public:
  void add(torch::Tensor t) { items_.push_back(t); }
  std::vector<torch::Tensor> take() { return std::exchange(items_, {}); }

private:
  std::vector<torch::Tensor> items_;
};
class Swapper {
public:
  void add(torch::Tensor t) { items_.push_back(t); }
  void take(std::vector<torch::Tensor> &out) {
    out.clear();
    out.swap(items_);
  }

private:
  std::vector<torch::Tensor> items_;
};

void drained_ok(Net &net, torch::optim::SGD &opt) {
  Collector collector;
  Exchanger exchanger;
  Swapper swapper;
  std::vector<torch::Tensor> out;
  for (int i = 0; more(); ++i) {
    collector.add(step(net, opt));
    exchanger.add(step(net, opt));
    swapper.add(step(net, opt));
    if (i % 10 == 0) {
      collector.take();
      exchanger.take();
      swapper.take(out);
    }
  }
}

void callbacks_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<std::function<void(const torch::Tensor &)>> callbacks;
  std::vector<torch::Tensor> detached;
  float best = 1e9f;
  callbacks.push_back(
      [&](const torch::Tensor &t) { best = std::min(best, t.item<float>()); });
  callbacks.push_back(
      [&](const torch::Tensor &t) { detached.push_back(t.detach()); });
  while (more()) {
    auto loss = step(net, opt);
    for (auto &callback : callbacks)
      callback(loss);
  }
}

void threads_ok(Net &net) {
  std::vector<std::thread> threads;
  std::vector<double> results(4);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&net, &results, i] {
      std::vector<torch::Tensor> outs;
      for (int k = 0; k < 10; ++k)
        outs.push_back(net->forward(nextBatch().data));
      results[i] = torch::cat(outs).mean().item<double>();
    });
  for (auto &t : threads)
    t.join();
}

void futures_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    std::vector<std::future<torch::Tensor>> parts;
    for (int i = 0; i < 4; ++i)
      parts.push_back(std::async(std::launch::async, [&net] {
        return net->forward(nextBatch().data).mean();
      }));
    auto total = torch::zeros({});
    for (auto &part : parts)
      total = total + part.get();
    total.backward();
    opt.step();
  }
}
