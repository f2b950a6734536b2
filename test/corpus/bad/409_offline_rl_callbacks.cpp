#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

// Conservative Q-learning on logged data. Monitoring is done by observers that get a view of each step.

struct StepView {
  int64_t index;
  const torch::Tensor& td;
  const torch::Tensor& conservative;
  const torch::Tensor& q_mean;
};

using Observer = std::function<void(const StepView&)>;

struct Envelope {
  torch::Tensor top;
  int64_t samples = 0;

  void stretch(const torch::Tensor& v) {
    top = samples == 0 ? v : torch::maximum(top, v);  // WARN: graph-accumulation
    ++samples;
  }
};

struct Logged {
  torch::Tensor obs, action, reward, next, done;
};

class Dataset {
 public:
  Dataset(int64_t rows, int64_t dim, int64_t actions)
      : all_{torch::randn({rows, dim}), torch::randint(actions, {rows, 1}, torch::kLong), torch::rand({rows, 1}),
             torch::randn({rows, dim}), (torch::rand({rows, 1}) > 0.97).to(torch::kFloat)} {}
  Logged batch(int64_t n) const {
    auto pick = torch::randint(all_.obs.size(0), {n}, torch::kLong);
    return {all_.obs.index_select(0, pick), all_.action.index_select(0, pick), all_.reward.index_select(0, pick),
            all_.next.index_select(0, pick), all_.done.index_select(0, pick)};
  }

 private:
  Logged all_;
};

class ConservativeQ {
 public:
  ConservativeQ(int64_t dim, int64_t actions)
      : q_(torch::nn::Linear(dim, 256), torch::nn::ReLU(), torch::nn::Linear(256, actions)),
        frozen_(torch::nn::Linear(dim, 256), torch::nn::ReLU(), torch::nn::Linear(256, actions)),
        opt_(q_->parameters(), torch::optim::AdamOptions(3e-4)) {
    sync();
  }

  void watch(Observer o) { observers_.push_back(std::move(o)); }

  void fit(const Dataset& data, int64_t steps) {
    for (int64_t i = 0; i < steps; ++i) {
      one(data.batch(256), i);
      if (i % 1000 == 999) sync();
    }
  }

 private:
  void one(const Logged& b, int64_t i) {
    torch::Tensor goal;
    {
      torch::NoGradGuard ng;
      goal = b.reward + 0.99 * (1 - b.done) * std::get<0>(frozen_->forward(b.next).max(1, true));
    }
    auto q = q_->forward(b.obs);
    auto chosen = q.gather(1, b.action);
    auto td = torch::mse_loss(chosen, goal);
    auto gap = (torch::logsumexp(q, 1, true) - chosen).mean();
    auto level = chosen.mean();
    opt_.zero_grad();
    (td + 0.5 * gap).backward();
    opt_.step();
    const StepView view{i, td, gap, level};
    for (auto& o : observers_) o(view);
  }

  void sync() {
    torch::NoGradGuard ng;
    auto s = q_->parameters();
    auto d = frozen_->parameters();
    for (size_t k = 0; k < s.size(); ++k) d[k].copy_(s[k]);
  }

  torch::nn::Sequential q_, frozen_;
  torch::optim::Adam opt_;
  std::vector<Observer> observers_;
};

int main(int argc, char** argv) {
  const int64_t steps = argc > 1 ? std::stoll(argv[1]) : 200000;
  Dataset data(100000, 17, 6);
  ConservativeQ learner(17, 6);

  std::unordered_map<std::string, double> smooth;
  learner.watch([&smooth](const StepView& v) {
    smooth["td"] = 0.99 * smooth["td"] + 0.01 * v.td.item<double>();
    smooth["gap"] = 0.99 * smooth["gap"] + 0.01 * v.conservative.item<double>();
  });

  Envelope q_envelope;
  learner.watch([&q_envelope](const StepView& v) { q_envelope.stretch(v.q_mean); });

  learner.watch([&](const StepView& v) {
    if (v.index % 500 != 0) return;
    std::cout << v.index << " td " << smooth["td"] << " gap " << smooth["gap"] << " q<= "
              << q_envelope.top.item<float>() << "\n";
  });
  learner.fit(data, steps);
}
