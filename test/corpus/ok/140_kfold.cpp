#include <torch/torch.h>
#include <iostream>
#include <numeric>
#include <sstream>
#include <vector>

struct Net : torch::nn::Cloneable<Net> {
  Net() { reset(); }
  void reset() override {
    a = register_module("a", torch::nn::Linear(30, 16));
    b = register_module("b", torch::nn::Linear(16, 2));
  }
  torch::Tensor forward(torch::Tensor x) { return b(torch::relu(a(x))); }
  torch::nn::Linear a{nullptr}, b{nullptr};
};

struct FoldResult {
  double accuracy;
  double loss;
  std::string weights;
};

FoldResult runFold(const torch::Tensor& X, const torch::Tensor& Y, const torch::Tensor& tr, const torch::Tensor& te) {
  auto net = std::make_shared<Net>();
  torch::optim::Adam opt(net->parameters(), 1e-2);
  auto xtr = X.index_select(0, tr), ytr = Y.index_select(0, tr);
  torch::Tensor loss;
  for (int e = 0; e < 200; ++e) {
    opt.zero_grad();
    loss = torch::nn::functional::cross_entropy(net->forward(xtr), ytr);
    loss.backward();
    opt.step();
  }
  torch::NoGradGuard ng;
  auto pred = net->forward(X.index_select(0, te)).argmax(1);
  auto acc = pred.eq(Y.index_select(0, te)).to(torch::kFloat).mean().item<double>();
  std::ostringstream os;
  torch::save(net, os);
  return {acc, loss.item<double>(), os.str()};
}

int main() {
  auto X = torch::randn({569, 30});
  auto Y = (X.sum(1) > 0).to(torch::kLong);
  auto perm = torch::randperm(569);
  const int K = 5;
  auto folds = perm.chunk(K);
  std::vector<FoldResult> results;
  for (int k = 0; k < K; ++k) {
    std::vector<torch::Tensor> rest;
    for (int j = 0; j < K; ++j)
      if (j != k) rest.push_back(folds[j]);
    results.push_back(runFold(X, Y, torch::cat(rest), folds[k]));
  }
  double mean = std::accumulate(results.begin(), results.end(), 0.0, [](double s, const FoldResult& r) { return s + r.accuracy; }) / K;
  std::cout << "cv accuracy " << mean << "\n";
}
