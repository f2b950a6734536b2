#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

struct Batch {
  std::string domain;
  torch::Tensor x, y;
};

struct Output {
  torch::Tensor logits, loss;
};

struct DomainTotals {
  torch::Tensor loss;
  int64_t batches = 0;
  int64_t correct = 0;
  int64_t seen = 0;
};

using BatchHook = std::function<void(const Batch&, const Output&, DomainTotals&)>;

class MultiDomainTrainer {
 public:
  MultiDomainTrainer()
      : net_(torch::nn::Linear(20, 64), torch::nn::ReLU(), torch::nn::Dropout(0.1), torch::nn::Linear(64, 5)),
        opt_(net_->parameters(), 1e-3) {}

  void on_batch(BatchHook hook) { hooks_.push_back(std::move(hook)); }

  void fit(const std::vector<Batch>& batches) {
    net_->train();
    for (const auto& b : batches) {
      Output out;
      opt_.zero_grad();
      out.logits = net_->forward(b.x);
      out.loss = torch::cross_entropy_loss(out.logits, b.y);
      out.loss.backward();
      opt_.step();
      auto& totals = totals_[b.domain];
      for (auto& h : hooks_) h(b, out, totals);
    }
  }

  void report(std::ostream& os, bool reset) {
    for (auto& [name, t] : totals_) {
      if (t.batches == 0) continue;
      os << name << ": loss " << t.loss.item<double>() / static_cast<double>(t.batches) << " acc "
         << 100.0 * static_cast<double>(t.correct) / static_cast<double>(t.seen) << "%\n";
      if (reset) t = DomainTotals{};
    }
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::Adam opt_;
  std::vector<BatchHook> hooks_;
  std::map<std::string, DomainTotals> totals_;
};

static std::vector<Batch> make_batches(int n) {
  static const char* names[] = {"news", "forum", "mail"};
  std::vector<Batch> v;
  for (int i = 0; i < n; ++i) {
    Batch b;
    b.domain = names[i % 3];
    b.x = torch::randn({32, 20}) + (i % 3);
    b.y = torch::randint(0, 5, {32}, torch::kLong);
    v.push_back(std::move(b));
  }
  return v;
}

int main() {
  MultiDomainTrainer trainer;

  trainer.on_batch([](const Batch& b, const Output& o, DomainTotals& t) {
    t.seen += b.y.size(0);
    t.correct += o.logits.argmax(1).eq(b.y).sum().item<int64_t>();
  });
  trainer.on_batch([](const Batch&, const Output& o, DomainTotals& t) {
    ++t.batches;
    if (!t.loss.defined()) t.loss = torch::zeros({});
    t.loss = t.loss + o.loss;  // WARN: graph-accumulation
  });

  for (int epoch = 0; epoch < 100000; ++epoch) {
    trainer.fit(make_batches(60));
    if (epoch % 10 == 0) {
      std::cout << "== epoch " << epoch << "\n";
      trainer.report(std::cout, false);
    }
  }
}
