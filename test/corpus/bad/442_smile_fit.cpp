// Daily calibration of an SVI total-variance smile to listed option quotes.
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <utility>
#include <vector>

struct Quotes {
  torch::Tensor log_moneyness;
  torch::Tensor total_var;
};

struct Fit {
  std::array<double, 5> params{};
  torch::Tensor rmse;
  int iterations = 0;
};

static Quotes make_quotes(std::mt19937& gen, int n) {
  std::normal_distribution<double> jitter(0.0, 0.001);
  std::vector<float> k, w;
  for (int i = 0; i < n; ++i) {
    const double x = -0.6 + 1.2 * i / (n - 1);
    k.push_back(static_cast<float>(x));
    w.push_back(static_cast<float>(0.04 + 0.1 * (-0.4 * x + std::sqrt(x * x + 0.01)) + jitter(gen)));
  }
  return {torch::tensor(k), torch::tensor(w)};
}

static torch::Tensor svi(const torch::Tensor& p, const torch::Tensor& k) {
  auto a = torch::softplus(p[0]);
  auto b = torch::softplus(p[1]);
  auto rho = torch::tanh(p[2]);
  auto sigma = torch::softplus(p[4]) + 1e-3;
  auto x = k - p[3];
  return a + b * (rho * x + torch::sqrt(x * x + sigma * sigma));
}

class SmileBook {
 public:
  explicit SmileBook(int max_iter) : max_iter_(max_iter) {}

  void ingest(int date, const Quotes& q) {
    Fit f = calibrate(q);
    book_.emplace(date, std::move(f));  // WARN: graph-in-container
  }

  void print(int date) const {
    auto it = book_.find(date);
    if (it == book_.end()) return;
    std::printf("%d rmse=%.6f iters=%d a=%.3f b=%.3f rho=%.3f\n", date,
                it->second.rmse.item<double>(), it->second.iterations, it->second.params[0],
                it->second.params[1], it->second.params[2]);
  }

  double worst_rmse() const {
    double w = 0.0;
    for (const auto& kv : book_) w = std::max(w, kv.second.rmse.item<double>());
    return w;
  }

 private:
  Fit calibrate(const Quotes& q) const {
    auto p = torch::tensor({-3.0f, -2.0f, -0.3f, 0.0f, -2.0f}, torch::requires_grad());
    torch::optim::Adam opt(std::vector<torch::Tensor>{p}, torch::optim::AdamOptions(0.05));
    Fit out;
    for (int i = 0; i < max_iter_; ++i) {
      opt.zero_grad();
      auto loss = torch::mse_loss(svi(p, q.log_moneyness), q.total_var);
      loss.backward();
      opt.step();
      out.iterations = i + 1;
      if (loss.item<double>() < 1e-7) break;
    }
    for (int j = 0; j < 5; ++j) out.params[j] = p[j].item<double>();
    out.rmse = (svi(p, q.log_moneyness) - q.total_var).pow(2).mean().sqrt();
    return out;
  }

  int max_iter_;
  std::map<int, Fit> book_;
};

int main(int argc, char** argv) {
  const int days = argc > 1 ? std::atoi(argv[1]) : 5000;
  std::mt19937 gen(17);
  SmileBook book(150);
  for (int d = 0; d < days; ++d) {
    book.ingest(20000 + d, make_quotes(gen, 400));
    if (d % 50 == 0) book.print(20000 + d);
  }
  std::printf("worst %.6f\n", book.worst_rmse());
  return 0;
}
