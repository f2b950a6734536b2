#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

// Knowledge distillation: the teacher's soft targets are produced once per shard and kept.

namespace F = torch::nn::functional;

struct NetImpl : torch::nn::Module {
  NetImpl(int64_t in, int64_t width, int64_t depth, int64_t out) {
    stack = register_module("stack", torch::nn::Sequential());
    int64_t d = in;
    for (int64_t i = 0; i < depth; ++i) {
      stack->push_back(torch::nn::Linear(d, width));
      stack->push_back(torch::nn::GELU());
      d = width;
    }
    stack->push_back(torch::nn::Linear(d, out));
  }
  torch::Tensor forward(const torch::Tensor& x) { return stack->forward(x); }
  torch::nn::Sequential stack{nullptr};
};
TORCH_MODULE(Net);

class Teacher {
 public:
  Teacher(const std::string& weights, double temperature) : net_(128, 512, 4, 20), t_(temperature) {
    if (!weights.empty()) torch::load(net_, weights);
    for (auto& p : net_->parameters()) p.set_requires_grad(false);
    net_->eval();
  }

  const torch::Tensor& soft_targets(int64_t shard, const torch::Tensor& x) {
    auto it = cache_.find(shard);
    if (it == cache_.end()) {
      auto logits = net_(x);
      it = cache_.emplace(shard, torch::log_softmax(logits / t_, 1)).first;
      sharpness_ = sharpness_ + it->second.exp().amax(1).mean();
    }
    return it->second;
  }

  double mean_sharpness() const { return cache_.empty() ? 0.0 : sharpness_.item<double>() / double(cache_.size()); }

 private:
  Net net_;
  double t_;
  std::unordered_map<int64_t, torch::Tensor> cache_;
  torch::Tensor sharpness_ = torch::zeros({});
};

class Shards {
 public:
  Shards(int64_t n, int64_t rows) {
    for (int64_t i = 0; i < n; ++i) data_.push_back(torch::randn({rows, 128}));
  }
  int64_t count() const { return static_cast<int64_t>(data_.size()); }
  const torch::Tensor& at(int64_t i) const { return data_.at(i); }

 private:
  std::vector<torch::Tensor> data_;
};

class Distiller {
 public:
  Distiller(Teacher& teacher, double t, int accumulate)
      : teacher_(teacher),
        t_(t),
        accumulate_(accumulate),
        student_(128, 96, 2, 20),
        opt_(student_->parameters(), torch::optim::AdamWOptions(1e-3)) {}

  void offer(int64_t shard, const torch::Tensor& x) {
    auto target = teacher_.soft_targets(shard, x);
    auto guess = torch::log_softmax(student_(x) / t_, 1);
    auto kl = F::kl_div(guess, target, F::KLDivFuncOptions().reduction(torch::kBatchMean).log_target(true)) * (t_ * t_);
    pending_ = pending_.defined() ? pending_ + kl : kl;
    if (++held_ == accumulate_) flush();
  }

  double last() const { return last_; }
  void save(const std::string& p) { torch::save(student_, p); }

 private:
  void flush() {
    opt_.zero_grad();
    (pending_ / held_).backward();
    opt_.step();
    last_ = pending_.item<double>() / held_;
    pending_.reset();
    held_ = 0;
  }

  Teacher& teacher_;
  double t_;
  int accumulate_;
  Net student_;
  torch::optim::AdamW opt_;
  torch::Tensor pending_;
  int held_ = 0;
  double last_ = 0;
};

int main(int argc, char** argv) {
  Shards shards(64, 32);
  Teacher teacher(argc > 1 ? argv[1] : "", 4.0);
  Distiller distiller(teacher, 4.0, 4);
  for (int epoch = 0; epoch < 2000; ++epoch) {
    for (int64_t i = 0; i < shards.count(); ++i) distiller.offer(i, shards.at(i));
    if (epoch % 10 == 0) {
      std::cout << "epoch " << epoch << " kl " << distiller.last() << " teacher confidence "
                << teacher.mean_sharpness() << "\n";
    }
  }
  distiller.save("student.pt");
}
