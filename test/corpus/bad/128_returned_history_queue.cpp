#include <torch/torch.h>
#include <iostream>
#include <queue>
#include <string>

struct GraphConvImpl : torch::nn::Module {
  GraphConvImpl(int64_t i, int64_t o) { lin = register_module("lin", torch::nn::Linear(i, o)); }
  torch::Tensor forward(const torch::Tensor& adj, const torch::Tensor& x) { return adj.mm(lin(x)); }
  torch::nn::Linear lin{nullptr};
};
TORCH_MODULE(GraphConv);

struct GcnImpl : torch::nn::Module {
  GcnImpl(int64_t f, int64_t h, int64_t c) : g1(f, h), g2(h, c) {
    register_module("g1", g1);
    register_module("g2", g2);
  }
  torch::Tensor forward(const torch::Tensor& adj, torch::Tensor x) {
    x = torch::dropout(torch::relu(g1(adj, x)), 0.5, is_training());
    return torch::log_softmax(g2(adj, x), 1);
  }
  GraphConv g1, g2;
};
TORCH_MODULE(Gcn);

struct TensorBoardSink {
  void scalar(torch::Tensor v) {
    pending_.push(std::move(v));  // WARN: graph-in-container
  }
  size_t pending() const { return pending_.size(); }
  const torch::Tensor& newest() const { return pending_.back(); }

 private:
  std::queue<torch::Tensor> pending_;
};

int main() {
  const int64_t n = 2708;
  auto adj = (torch::rand({n, n}) < 0.002).to(torch::kFloat) + torch::eye(n);
  adj = adj / adj.sum(1, true);
  auto x = torch::rand({n, 128});
  auto y = torch::randint(7, {n}, torch::kLong);
  Gcn gcn(128, 16, 7);
  torch::optim::Adam opt(gcn->parameters(), torch::optim::AdamOptions(0.01).weight_decay(5e-4));
  TensorBoardSink sink;
  for (int epoch = 0; epoch < 50000; ++epoch) {
    gcn->train();
    opt.zero_grad();
    auto out = gcn(adj, x);
    auto loss = torch::nll_loss(out.slice(0, 0, 140), y.slice(0, 0, 140));
    loss.backward();
    opt.step();
    sink.scalar(loss);
    if (epoch % 100 == 0) std::cout << sink.pending() << ' ' << sink.newest().item<float>() << '\n';
  }
}
