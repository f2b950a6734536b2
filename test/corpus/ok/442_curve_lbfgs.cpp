// Nelson-Siegel yield curve refit on every market snapshot with L-BFGS.
#include <torch/torch.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

struct Snapshot {
  std::string currency;
  torch::Tensor tenor;
  torch::Tensor yield;
};

struct CurveState {
  torch::Tensor theta;
  double objective = 0.0;
  int evaluations = 0;
};

static torch::Tensor nelson_siegel(const torch::Tensor& theta, const torch::Tensor& tenor) {
  auto tau = torch::softplus(theta[3]) + 0.05;
  auto x = tenor / tau;
  auto slope = (1 - torch::exp(-x)) / x;
  return theta[0] + theta[1] * slope + theta[2] * (slope - torch::exp(-x));
}

class CurveDesk {
 public:
  const CurveState& refit(const Snapshot& s) {
    auto theta = initial(s.currency).clone().requires_grad_(true);
    torch::optim::LBFGS opt(std::vector<torch::Tensor>{theta},
                            torch::optim::LBFGSOptions(0.5).max_iter(30).line_search_fn("strong_wolfe"));
    int evaluations = 0;
    torch::Tensor value;
    auto closure = [&]() -> torch::Tensor {
      opt.zero_grad();
      auto residual = nelson_siegel(theta, s.tenor) - s.yield;
      value = residual.pow(2).mean() * 1e4 + 1e-4 * theta.pow(2).sum();
      value.backward();
      ++evaluations;
      return value;
    };
    opt.step(closure);

    CurveState& st = desk_[s.currency];
    st.theta = theta.detach();
    st.objective = value.item<double>();
    st.evaluations = evaluations;
    return st;
  }

 private:
  torch::Tensor initial(const std::string& ccy) const {
    auto it = desk_.find(ccy);
    if (it != desk_.end()) return it->second.theta;
    return torch::tensor({0.03f, -0.01f, 0.0f, 1.0f});
  }

  std::map<std::string, CurveState> desk_;
};

class Feed {
 public:
  Snapshot next() {
    static const std::array<const char*, 3> names{"EUR", "USD", "JPY"};
    const auto c = names[n_++ % names.size()];
    auto tenor = torch::tensor({0.25f, 0.5f, 1.0f, 2.0f, 3.0f, 5.0f, 7.0f, 10.0f, 20.0f, 30.0f});
    auto y = 0.02 + 0.01 * (1 - torch::exp(-tenor / 4.0)) + 0.0002 * torch::randn_like(tenor);
    return {c, tenor, y};
  }

 private:
  std::size_t n_ = 0;
};

int main(int argc, char** argv) {
  const long snapshots = argc > 1 ? std::atol(argv[1]) : 500000;
  Feed feed;
  CurveDesk desk;
  double mean = 0.0;
  for (long k = 1; k <= snapshots; ++k) {
    const auto snap = feed.next();
    const auto& st = desk.refit(snap);
    mean += (st.objective - mean) / static_cast<double>(k);
    if (k % 300 == 0)
      std::printf("%s level %.4f objective %.6f mean %.6f evals %d\n", snap.currency.c_str(),
                  st.theta[0].item<double>(), st.objective, mean, st.evaluations);
  }
  return 0;
}
