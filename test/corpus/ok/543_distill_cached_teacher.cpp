#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

using Net = torch::nn::Sequential;

Net build(int64_t in, std::vector<int64_t> widths, int64_t classes) {
  Net n;
  for (auto w : widths) {
    n->push_back(torch::nn::Linear(in, w));
    n->push_back(torch::nn::GELU());
    in = w;
  }
  n->push_back(torch::nn::Linear(in, classes));
  return n;
}

struct Batch {
  int64_t id;
  torch::Tensor x, y;
};

// The batches never change, so the big network has to look at each of them only once.
class Teacher {
 public:
  Teacher(Net net) : net_(std::move(net)) {
    net_->eval();
    for (auto& p : net_->parameters()) p.set_requires_grad(false);
  }
  const torch::Tensor& logits(const Batch& b) {
    auto it = cache_.find(b.id);
    if (it == cache_.end()) it = cache_.emplace(b.id, net_->forward(b.x)).first;
    return it->second;
  }

 private:
  Net net_;
  std::unordered_map<int64_t, torch::Tensor> cache_;
};

struct EpochStats {
  double loss = 0;
  torch::Tensor confidences;
};

EpochStats run_epoch(Net& student, Teacher& teacher, const std::vector<Batch>& data,
                     torch::optim::Optimizer* opt, double T) {
  std::optional<torch::NoGradGuard> no_grad;
  if (!opt) no_grad.emplace();
  student->train(opt != nullptr);

  EpochStats st;
  std::vector<torch::Tensor> conf;
  for (const auto& b : data) {
    auto s = student->forward(b.x);
    auto soft = torch::kl_div(torch::log_softmax(s / T, 1), torch::softmax(teacher.logits(b) / T, 1),
                              at::Reduction::Sum) * (T * T / s.size(0));
    auto loss = 0.5 * soft + 0.5 * torch::cross_entropy_loss(s, b.y);
    if (opt) {
      opt->zero_grad();
      loss.backward();
      opt->step();
    } else {
      conf.push_back(std::get<0>(torch::softmax(s, 1).max(1)));
    }
    st.loss += loss.item<double>() / data.size();
  }
  if (!conf.empty()) st.confidences = torch::cat(conf);
  return st;
}

std::vector<Batch> make_batches(int64_t n, int64_t bs, int64_t dim, int64_t first_id) {
  std::vector<Batch> v;
  for (int64_t i = 0; i < n; ++i)
    v.push_back({first_id + i, torch::randn({bs, dim}), torch::randint(20, {bs}, torch::kLong)});
  return v;
}

int main() {
  auto big = build(128, {2048, 2048}, 20);
  torch::load(big, "teacher.pt");
  Teacher teacher(big);
  auto student = build(128, {128}, 20);
  torch::optim::AdamW opt(student->parameters(), torch::optim::AdamWOptions(3e-4));

  auto train = make_batches(200, 128, 128, 0);
  auto valid = make_batches(20, 128, 128, 1000);

  std::vector<EpochStats> curve;
  for (int epoch = 0; epoch < 500; ++epoch) {
    auto tr = run_epoch(student, teacher, train, &opt, 3.0);
    auto va = run_epoch(student, teacher, valid, nullptr, 3.0);
    if (curve.size() == 10) curve.erase(curve.begin());
    curve.push_back(va);
    auto drift = (curve.back().confidences - curve.front().confidences).abs().mean();
    std::cout << epoch << " " << tr.loss << " " << va.loss << " drift " << drift.item<double>() << "\n";
  }
}
