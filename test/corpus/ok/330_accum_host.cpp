// Gradient accumulation host. Tasks only compute losses; the host owns backward and bookkeeping.
#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace accum {

class Task {
 public:
  virtual ~Task() = default;
  virtual std::string name() const = 0;
  virtual torch::Tensor lossOn(int64_t micro) = 0;
  virtual std::vector<torch::Tensor> parameters() = 0;
};

template <typename Net>
class SupervisedTask : public Task {
 public:
  using Sampler = std::function<std::pair<torch::Tensor, torch::Tensor>(int64_t)>;
  SupervisedTask(std::string name, Net net, Sampler sampler)
      : name_(std::move(name)), net_(std::move(net)), sampler_(std::move(sampler)) {}

  std::string name() const override { return name_; }
  std::vector<torch::Tensor> parameters() override { return net_->parameters(); }

  torch::Tensor lossOn(int64_t micro) override {
    auto [x, y] = sampler_(micro);
    auto loss = torch::mse_loss(net_->forward(x), y);
    return loss;
  }

 private:
  std::string name_;
  Net net_;
  Sampler sampler_;
};

template <typename Row>
struct Log {
  std::map<std::string, Row> latest;
  std::map<std::string, double> sums;
  int64_t count = 0;
};

class Host {
 public:
  Host(std::vector<std::unique_ptr<Task>> tasks, int64_t accumulate)
      : tasks_(std::move(tasks)), accumulate_(accumulate) {
    std::vector<torch::Tensor> all;
    for (auto& t : tasks_) {
      auto ps = t->parameters();
      all.insert(all.end(), ps.begin(), ps.end());
    }
    optim_ = std::make_unique<torch::optim::AdamW>(all, torch::optim::AdamWOptions(5e-4).weight_decay(1e-2));
  }

  double step() {
    optim_->zero_grad();
    torch::Tensor total = torch::zeros({});
    for (int64_t m = 0; m < accumulate_; ++m) {
      for (auto& t : tasks_) {
        auto loss = t->lossOn(m) / double(accumulate_);
        total = total + loss;
        log_.latest[t->name()] = loss;
        log_.sums[t->name()] += loss.item<double>();
      }
    }
    total.backward();
    optim_->step();
    ++log_.count;
    return total.item<double>();
  }

  void print() const {
    for (const auto& [name, sum] : log_.sums) {
      std::cout << "  " << name << " mean " << sum / double(log_.count) << " now "
                << log_.latest.at(name).item<double>() << '\n';
    }
  }

 private:
  std::vector<std::unique_ptr<Task>> tasks_;
  int64_t accumulate_;
  std::unique_ptr<torch::optim::Optimizer> optim_;
  Log<torch::Tensor> log_;
};

}  // namespace accum

int main() {
  auto sampler = [](double scale) {
    return [scale](int64_t) {
      auto x = torch::randn({48, 20});
      return std::make_pair(x, (scale * x.slice(1, 0, 2)).sin());
    };
  };
  auto makeNet = [] {
    return torch::nn::Sequential(torch::nn::Linear(20, 128), torch::nn::SiLU(), torch::nn::Linear(128, 2));
  };

  using SeqTask = accum::SupervisedTask<torch::nn::Sequential>;
  std::vector<std::unique_ptr<accum::Task>> tasks;
  tasks.push_back(std::make_unique<SeqTask>("slow", makeNet(), sampler(0.5)));
  tasks.push_back(std::make_unique<SeqTask>("fast", makeNet(), sampler(3.0)));

  accum::Host host(std::move(tasks), 4);
  for (int64_t i = 0; i < 4000000; ++i) {
    const double loss = host.step();
    if (i % 250 == 0) {
      std::cout << "step " << i << " total " << loss << '\n';
      host.print();
    }
  }
}
