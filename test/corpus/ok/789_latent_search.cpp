#include <torch/torch.h>

#include <iostream>
#include <random>

// For every request: find the latent code that reproduces a measured response, preferring flat minima.

class Decoder {
 public:
  Decoder()
      : net_(torch::nn::Linear(12, 64), torch::nn::Tanh(), torch::nn::Linear(64, 64), torch::nn::Tanh(),
             torch::nn::Linear(64, 20)) {
    net_->eval();
    for (auto& p : net_->parameters()) p.requires_grad_(false);
  }
  torch::Tensor operator()(const torch::Tensor& z) { return net_->forward(z); }

 private:
  torch::nn::Sequential net_;
};

struct Solution {
  std::vector<float> code;
  double residual = 0;
  int iterations = 0;
};

class LatentSearch {
 public:
  explicit LatentSearch(int max_iter) : max_iter_(max_iter) {}

  Solution solve(const torch::Tensor& measured) {
    auto z = torch::zeros({1, 12}, torch::requires_grad());
    torch::optim::Adam opt({z}, torch::optim::AdamOptions(0.05));
    Solution s;
    for (; s.iterations < max_iter_; ++s.iterations) {
      opt.zero_grad();
      auto fit = torch::mse_loss(decoder_(z), measured);
      fit.backward({}, /*retain_graph=*/true, /*create_graph=*/true);
      auto flat = take_grad(z).pow(2).sum();
      (fit + 0.01 * flat).backward();
      opt.step();
      s.residual = fit.item<double>();
      if (s.residual < 1e-4) break;
    }
    z.mutable_grad() = torch::Tensor();
    auto code = z.detach().squeeze(0).contiguous();
    s.code.assign(code.data_ptr<float>(), code.data_ptr<float>() + code.numel());
    return s;
  }

 private:
  static torch::Tensor take_grad(torch::Tensor& t) {
    auto g = t.grad();
    t.mutable_grad() = torch::Tensor();
    return g;
  }

  Decoder decoder_;
  int max_iter_;
};

int main() {
  LatentSearch search(200);
  std::mt19937 rng(5);
  std::uniform_real_distribution<float> amp(0.1f, 1.0f);
  double residual = 0;
  int64_t iterations = 0;
  for (int64_t request = 1;; ++request) {
    auto measured = torch::sin(torch::linspace(0, 6, 20) * amp(rng)).unsqueeze(0);
    auto s = search.solve(measured);
    residual += s.residual;
    iterations += s.iterations;
    if (request % 100 == 0) {
      std::cout << request << " mean residual " << residual / 100 << " mean iterations " << iterations / 100
                << " z0=" << s.code[0] << "\n";
      residual = 0;
      iterations = 0;
    }
  }
}
