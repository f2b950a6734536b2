// RUN: %check_rule %s
// Containers that cannot grow with the loop, or that end with it.
#include "../Inputs/net.h"
#include <array>
#include <map>
#include <string>
#include <vector>

static torch::Tensor step(Net &net, torch::optim::SGD &opt) {
  Batch b = nextBatch();
  auto loss = torch::mse_loss(net->forward(b.data), b.target);
  opt.zero_grad();
  loss.backward();
  opt.step();
  return loss;
}

void declared_in_outer_loop_ok(Net &net, torch::optim::SGD &opt) {
  for (int epoch = 0; epoch < 100; ++epoch) {
    std::vector<torch::Tensor> losses;
    while (more())
      losses.push_back(step(net, opt));
    double sum = 0;
    for (const auto &l : losses)
      sum += l.item<double>();
    (void)sum;
  }
}

void presized_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> slots(100);
  std::array<torch::Tensor, 4> array;
  torch::Tensor raw[8];
  for (int i = 0; more(); ++i) {
    slots[i % 100] = step(net, opt);
    slots.at(3) = step(net, opt);
    slots.back() = step(net, opt);
    array[i % 4] = step(net, opt);
    raw[i & 7] = step(net, opt);
  }
}

void constant_keys_ok(Net &net, torch::optim::SGD &opt) {
  std::map<std::string, torch::Tensor> metrics;
  std::map<int, torch::Tensor> by_id;
  enum { Train, Test };
  static const std::string key = "reg";
  while (more()) {
    metrics["loss"] = step(net, opt);
    metrics.insert_or_assign("penalty", step(net, opt));
    metrics[key] = step(net, opt);
    by_id[0] = step(net, opt);
    by_id[Test] = step(net, opt);
  }
}

// Filled once, outside every loop.
void straight_line_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> losses;
  losses.push_back(step(net, opt));
  losses.push_back(step(net, opt));
  losses.push_back(step(net, opt));
}

void break_after_store_ok(Net &net, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> found;
  while (more()) {
    auto loss = step(net, opt);
    if (loss.item<float>() < 0.1) {
      found.push_back(loss);
      break;
    }
  }
}

// A caller that nobody sees decides how long the container lives.
void parameter_ok(Net &net, torch::optim::SGD &opt,
                  std::vector<torch::Tensor> &losses) {
  losses.push_back(step(net, opt));
}

// Every caller in sight passes a container that dies at once.
static void fill(Net &net, torch::optim::SGD &opt,
                 std::vector<torch::Tensor> &losses) {
  losses.push_back(step(net, opt));
}

void fresh_each_time_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    std::vector<torch::Tensor> losses;
    fill(net, opt, losses);
    fill(net, opt, losses);
  }
}

// The only caller in sight calls once.
class Calibration {
public:
  void run(Net &net, torch::optim::SGD &opt) {
    losses_.push_back(step(net, opt));
  }

private:
  std::vector<torch::Tensor> losses_;
};

void calibrate_ok(Net &net, torch::optim::SGD &opt) {
  Calibration calibration;
  calibration.run(net, opt);
}

// A new object each time.
struct Episode {
  void add(torch::Tensor loss) { losses.push_back(loss); }
  torch::Tensor total() const { return torch::stack(losses).sum(); }
  std::vector<torch::Tensor> losses;
};

void episodes_ok(Net &net, torch::optim::SGD &opt) {
  for (int i = 0; i < 1000; ++i) {
    Episode episode;
    for (int t = 0; t < 50; ++t)
      episode.add(net->forward(nextBatch().data).mean());
    opt.zero_grad();
    episode.total().backward();
    opt.step();
  }
}

// A copy of the container is what is filled.
void by_value_ok(Net &net, torch::optim::SGD &opt) {
  const std::vector<torch::Tensor> base;
  auto extend = [&](std::vector<torch::Tensor> list) {
    list.push_back(step(net, opt));
    return list.size();
  };
  while (more())
    extend(base);
}

void dead_container_ok(Net &net, torch::optim::SGD &opt) {
  while (more()) {
    std::map<std::string, std::vector<torch::Tensor>> metrics;
    for (int i = 0; i < 10; ++i)
      metrics["loss" + std::to_string(i)].push_back(step(net, opt));
  }
}
