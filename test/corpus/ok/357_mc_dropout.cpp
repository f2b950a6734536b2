#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <unordered_map>

struct Running {
  torch::Tensor mean;
  long n = 0;
};

class UncertaintyEstimator {
 public:
  explicit UncertaintyEstimator(double p)
      : net_(torch::nn::Linear(20, 200), torch::nn::ReLU(), torch::nn::Dropout(p), torch::nn::Linear(200, 3)),
        opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {
    net_->train();  // dropout stays active
  }

  double fit(const torch::Tensor& x, const torch::Tensor& y) {
    opt_.zero_grad();
    auto loss = torch::nn::functional::cross_entropy(net_->forward(x), y);
    loss.backward();
    opt_.step();
    if (!best_.defined() || loss.item<double>() < best_.item<double>()) best_ = loss;
    return best_.item<double>();
  }

  // Updates the per-site class distribution with one stochastic pass.
  void observe(const std::string& site, const torch::Tensor& x) {
    std::optional<torch::NoGradGuard> no_grad(std::in_place);
    const auto p = torch::softmax(net_->forward(x), -1).mean(0);
    merge(sites_[site], p);
  }

  double entropy(const std::string& site) const {
    const auto it = sites_.find(site);
    if (it == sites_.end()) return 0.0;
    const auto& m = it->second.mean;
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
    r.mean = r.mean * (1.0 - w) + p * w;
  }

  torch::nn::Sequential net_;
  torch::optim::Adam opt_;
  torch::Tensor best_;
  std::unordered_map<std::string, Running> sites_;
};

int main() {
  UncertaintyEstimator est(0.3);
  const std::string sites[] = {"north", "east", "south", "west"};
  for (unsigned i = 0;; ++i) {
    const auto x = torch::randn({16, 20});
    const double best = est.fit(x, (x.select(1, 0) > 0).to(torch::kLong));
    for (const auto& s : sites) est.observe(s, torch::randn({16, 20}));
    if (i % 1000 == 0) {
      std::cout << "best " << best << "  ";
      for (const auto& s : sites) std::cout << s << ' ' << est.entropy(s) << "  ";
      std::cout << '\n';
    }
  }
}
