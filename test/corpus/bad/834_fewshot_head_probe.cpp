#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <vector>

// Few-shot scoring: every request brings a small labelled support set. A new head is fitted to
// it, and the curvature along the gradient tells how far the answer can be trusted.

struct Request {
  torch::Tensor support_x, support_y, query_x;
};

struct Answer {
  int64_t label = 0;
  double curvature = 0;
};

struct HeadImpl : torch::nn::Module {
  HeadImpl(int64_t in, int64_t classes) {
    fc1 = register_module("fc1", torch::nn::Linear(in, 128));
    fc2 = register_module("fc2", torch::nn::Linear(128, classes));
  }
  torch::Tensor forward(const torch::Tensor& x) { return fc2(torch::tanh(fc1(x))); }
  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};
TORCH_MODULE(Head);

class FewShotScorer {
 public:
  FewShotScorer() : backbone_(torch::nn::Linear(64, 256), torch::nn::ReLU(), torch::nn::Linear(256, 256)) {
    for (auto& p : backbone_->parameters()) p.set_requires_grad(false);
    backbone_->eval();
  }

  Answer score(const Request& req) {
    Head head(256, 5);
    auto features = backbone_->forward(req.support_x);
    fit(head, features, req.support_y);

    Answer answer;
    answer.curvature = probe(head, features, req.support_y);
    torch::NoGradGuard ng;
    answer.label = head->forward(backbone_->forward(req.query_x)).argmax(1).item<int64_t>();
    return answer;
  }

 private:
  static torch::Tensor loss_of(Head& head, const torch::Tensor& f, const torch::Tensor& y) {
    return torch::nn::functional::cross_entropy(head->forward(f), y);
  }

  static void fit(Head& head, const torch::Tensor& f, const torch::Tensor& y) {
    torch::optim::SGD opt(head->parameters(), 0.1);
    for (int i = 0; i < 10; ++i) {
      opt.zero_grad();
      loss_of(head, f, y).backward();
      opt.step();
    }
    opt.zero_grad();
  }

  static double probe(Head& head, const torch::Tensor& f, const torch::Tensor& y) {
    auto params = head->parameters();
    loss_of(head, f, y).backward({}, c10::nullopt, /*create_graph=*/true);  // WARN: create-graph-cycle
    auto dot = torch::zeros({});
    for (auto& p : params) dot = dot + (p.grad() * p.grad().detach()).sum();
    double norm = 0;
    for (auto& hv : torch::autograd::grad({dot}, params)) norm += hv.pow(2).sum().item<double>();
    return std::sqrt(norm);
  }

  torch::nn::Sequential backbone_;
};

Request read_request() {
  return {torch::randn({25, 64}), torch::arange(5, torch::kLong).repeat({5}), torch::randn({1, 64})};
}

int main() {
  FewShotScorer scorer;
  for (long n = 1;; ++n) {
    auto a = scorer.score(read_request());
    if (n % 100 == 0) std::cout << n << ": label " << a.label << " curvature " << a.curvature << '\n';
  }
}
