#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

class Regressor {
 public:
  virtual ~Regressor() = default;
  virtual torch::Tensor predict(const torch::Tensor& x) = 0;
  virtual void fit(const torch::Tensor& x, const torch::Tensor& y, int epochs) = 0;
};

class MlpRegressor : public Regressor {
 public:
  explicit MlpRegressor(int seed) {
    torch::manual_seed(seed);
    net_ = torch::nn::Sequential(torch::nn::Linear(8, 32), torch::nn::ReLU(), torch::nn::Linear(32, 1));
  }
  torch::Tensor predict(const torch::Tensor& x) override {
    net_->eval();
    return net_->forward(x);
  }
  void fit(const torch::Tensor& x, const torch::Tensor& y, int epochs) override {
    net_->train();
    torch::optim::Adam opt(net_->parameters(), 1e-3);
    for (int e = 0; e < epochs; ++e) {
      opt.zero_grad();
      torch::mse_loss(net_->forward(x), y).backward();
      opt.step();
    }
  }

 private:
  torch::nn::Sequential net_{nullptr};
};

class Ensemble {
 public:
  explicit Ensemble(int n) {
    for (int i = 0; i < n; ++i) members_.push_back(std::make_unique<MlpRegressor>(i));
  }
  void fit(const torch::Tensor& x, const torch::Tensor& y) {
    for (auto& m : members_) m->fit(x, y, 200);
  }
  std::pair<torch::Tensor, torch::Tensor> predict(const torch::Tensor& x) {
    torch::NoGradGuard ng;
    std::vector<torch::Tensor> preds;
    for (auto& m : members_) preds.push_back(m->predict(x));
    auto s = torch::stack(preds);
    return {s.mean(0), s.std(0)};
  }

 private:
  std::vector<std::unique_ptr<Regressor>> members_;
};

int main() {
  auto x = torch::randn({500, 8}), y = x.sum(1, true);
  Ensemble e(5);
  e.fit(x, y);
  std::vector<torch::Tensor> means;
  for (int i = 0; i < 20; ++i) means.push_back(e.predict(torch::randn({100, 8})).first);
  std::cout << torch::cat(means).mean().item<float>() << "\n";
}
