#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <unordered_map>
#include <vector>

using torch::Tensor;

// Knowledge distillation. The teacher's answers are remembered per sample because it's slow.

struct Dataset {
  Tensor x, y;
  Dataset(int64_t n, int64_t dim) : x(torch::randn({n, dim})), y(torch::randint(10, {n}, torch::kLong)) {}
  int64_t size() const { return x.size(0); }
};

torch::nn::Sequential mlp(int64_t in, int64_t hid, int depth) {
  torch::nn::Sequential s;
  for (int i = 0; i < depth; i++) {
    s->push_back(torch::nn::Linear(i ? hid : in, hid));
    s->push_back(torch::nn::GELU());
  }
  s->push_back(torch::nn::Linear(hid, 10));
  return s;
}

template <class M>
M freeze(M m) {
  m->eval();
  for (auto& p : m->parameters()) p.set_requires_grad(false);
  return m;
}

class Teacher {
 public:
  explicit Teacher(torch::nn::Sequential net) : net_(freeze(std::move(net))) {}

  Tensor logits(const Dataset& d, const std::vector<int64_t>& ids) {
    std::vector<Tensor> rows;
    for (auto id : ids) {
      auto it = memo_.find(id);
      if (it == memo_.end()) {
        ++misses_;
        it = memo_.emplace(id, net_->forward(d.x[id].unsqueeze(0))).first;
      }
      rows.push_back(it->second);
    }
    return torch::cat(rows);
  }

  size_t misses() const { return misses_; }

 private:
  torch::nn::Sequential net_;
  std::unordered_map<int64_t, Tensor> memo_;
  size_t misses_ = 0;
};

struct Losses {
  Tensor soft, hard;
  Tensor total(double alpha) const { return alpha * soft + (1 - alpha) * hard; }
};

Losses losses(const Tensor& student, const Tensor& teacher, const Tensor& y, double T) {
  namespace F = torch::nn::functional;
  auto soft = F::kl_div(torch::log_softmax(student / T, 1), torch::softmax(teacher / T, 1),
                        F::KLDivFuncOptions().reduction(torch::kBatchMean)) * (T * T);
  return {soft, F::cross_entropy(student, y)};
}

int main() {
  Dataset data(20000, 64);
  auto big = mlp(64, 512, 4);
  // torch::load(big, "teacher.pt");
  Teacher teacher(big);
  auto student = mlp(64, 64, 1);
  torch::optim::SGD opt(student->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9));

  for (int epoch = 0; epoch < 3000; epoch++) {
    auto perm = torch::randperm(data.size(), torch::kLong);
    double soft = 0, hard = 0;
    int64_t batches = 0;
    for (int64_t i = 0; i + 128 <= data.size(); i += 128, batches++) {
      auto idx = perm.narrow(0, i, 128).contiguous();
      std::vector<int64_t> ids(idx.data_ptr<int64_t>(), idx.data_ptr<int64_t>() + 128);
      auto t = teacher.logits(data, ids);
      auto l = losses(student->forward(data.x.index({idx})), t, data.y.index({idx}), 4.0);
      opt.zero_grad();
      l.total(0.7).backward();
      opt.step();
      soft += l.soft.item<double>();
      hard += l.hard.item<double>();
    }
    std::cout << "epoch " << epoch << " soft " << soft / batches << " hard " << hard / batches << " misses "
              << teacher.misses() << std::endl;
  }
}
