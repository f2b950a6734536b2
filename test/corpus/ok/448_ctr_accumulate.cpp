// Click-through model (factorisation machine) with large effective batches.
#include <torch/torch.h>

#include <cstdlib>
#include <functional>
#include <iostream>
#include <utility>

struct Impressions {
  torch::Tensor fields;  // [B, F] hashed ids
  torch::Tensor clicked;
};

class FactorMachineImpl : public torch::nn::Module {
 public:
  FactorMachineImpl(int64_t buckets, int64_t dim) {
    linear_ = register_module("linear", torch::nn::Embedding(buckets, 1));
    factor_ = register_module("factor", torch::nn::Embedding(buckets, dim));
    bias_ = register_parameter("bias", torch::zeros({1}));
  }
  torch::Tensor forward(const torch::Tensor& ids) {
    auto v = factor_->forward(ids);
    auto pair = v.sum(1).pow(2) - v.pow(2).sum(1);
    return bias_ + linear_->forward(ids).sum({1, 2}) + 0.5 * pair.sum(-1);
  }

 private:
  torch::nn::Embedding linear_{nullptr}, factor_{nullptr};
  torch::Tensor bias_;
};
TORCH_MODULE(FactorMachine);

class Accumulator {
 public:
  using Apply = std::function<void(const torch::Tensor&)>;
  Accumulator(int every, Apply apply) : every_(every), apply_(std::move(apply)) {}

  bool add(const torch::Tensor& loss) {
    pending_ = pending_.defined() ? pending_ + loss : loss;
    seen_ += loss.item<double>();
    ++n_;
    if (++in_group_ < every_) return false;
    apply_(pending_ / every_);
    pending_.reset();
    in_group_ = 0;
    return true;
  }

  double average() const { return n_ ? seen_ / n_ : 0.0; }
  void restart() { seen_ = 0.0, n_ = 0; }

 private:
  int every_;
  Apply apply_;
  torch::Tensor pending_;
  int in_group_ = 0;
  double seen_ = 0.0;
  long n_ = 0;
};

static Impressions read_shard(int64_t b, int64_t buckets) {
  auto ids = torch::randint(buckets, {b, 12}, torch::kLong);
  auto y = ids.sum(1).remainder(7).lt(2).to(torch::kFloat);
  return {ids, y};
}

static double auc(FactorMachine& fm, int64_t buckets) {
  c10::InferenceMode im;
  const auto batch = read_shard(2048, buckets);
  auto s = fm->forward(batch.fields);
  auto pos = s.masked_select(batch.clicked.gt(0.5));
  auto neg = s.masked_select(batch.clicked.le(0.5));
  return pos.unsqueeze(1).gt(neg.unsqueeze(0)).to(torch::kFloat).mean().item<double>();
}

int main(int argc, char** argv) {
  const int every = argc > 1 ? std::atoi(argv[1]) : 16;
  const int64_t buckets = 20000;
  FactorMachine fm(buckets, 16);
  torch::optim::Adam opt(fm->parameters(), torch::optim::AdamOptions(2e-3));

  Accumulator acc(every, [&opt](const torch::Tensor& mean_loss) {
    opt.zero_grad();
    mean_loss.backward();
    opt.step();
  });

  long updates = 0;
  for (long shard = 0; shard < 5000000; ++shard) {
    const auto batch = read_shard(512, buckets);
    const auto loss = torch::binary_cross_entropy_with_logits(fm->forward(batch.fields), batch.clicked);
    if (!acc.add(loss)) continue;
    if (++updates % 100 == 0) {
      std::cout << "updates " << updates << " logloss " << acc.average() << " auc " << auc(fm, buckets) << std::endl;
      acc.restart();
    }
  }
  torch::save(fm, "fm.pt");
  return 0;
}
