#include <torch/torch.h>

#include <algorithm>
#include <cstring>
#include <iostream>
#include <string>
#include <unordered_map>

enum class Mode { Train, Infer };

struct Running {
  torch::Tensor mean;
  long n = 0;
};

class UncertaintyEstimator {
 public:
  UncertaintyEstimator(Mode mode, double p) : mode_(mode) {
    net_ = torch::nn::Sequential(torch::nn::Linear(20, 200), torch::nn::ReLU(), torch::nn::Dropout(p),
                                 torch::nn::Linear(200, 3));
    net_->train();  // dropout stays active
  }

  // Updates the per-site class distribution with one stochastic pass.
  void observe(const std::string& site, const torch::Tensor& x) {
    if (mode_ == Mode::Infer)
      torch::NoGradGuard no_grad;

    const auto p = torch::softmax(net_->forward(x), -1).mean(0);
    merge(sites_[site], p);
  }

  double entropy(const std::string& site) const {
    const auto it = sites_.find(site);
    if (it == sites_.end()) return 0.0;
    const auto m = it->second.mean.detach();
    return -(m * (m + 1e-9).log()).sum().item<double>();
  }

 private:
  static void merge(Running& r, const torch::Tensor& p) {
    ++r.n;
    if (r.n == 1) {
      r.mean = p;
      return;
    }
    const double w = std::max(1.0 / r.n, 0.02);
    r.mean = r.mean * (1.0 - w) + p * w;  // WARN: ineffective-guard
  }

  Mode mode_;
  torch::nn::Sequential net_{nullptr};
  std::unordered_map<std::string, Running> sites_;
};

int main(int argc, char** argv) {
  Mode mode = Mode::Infer;
  if (argc > 1 && !std::strcmp(argv[1], "--train")) mode = Mode::Train;

  UncertaintyEstimator est(mode, 0.3);
  const std::string sites[] = {"north", "east", "south", "west"};
  for (unsigned i = 0;; ++i) {
    for (const auto& s : sites) est.observe(s, torch::randn({16, 20}));
    if (i % 1000 == 0) {
      for (const auto& s : sites) std::cout << s << ' ' << est.entropy(s) << "  ";
      std::cout << '\n';
    }
  }
}
