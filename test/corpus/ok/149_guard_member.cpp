#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

class InferenceSession {
 public:
  explicit InferenceSession(torch::nn::Sequential net) : net_(net) { net_->eval(); }
  void run(const torch::Tensor& x) { outputs_.push_back(net_->forward(x)); }
  const std::vector<torch::Tensor>& outputs() const { return outputs_; }

 private:
  torch::NoGradGuard guard_;
  torch::nn::Sequential net_;
  std::vector<torch::Tensor> outputs_;
};

int main() {
  torch::nn::Sequential net(torch::nn::Linear(16, 16), torch::nn::ReLU(), torch::nn::Linear(16, 2));
  torch::load(net, "net.pt");
  InferenceSession session(net);
  for (int i = 0; i < 5000; ++i) session.run(torch::randn({8, 16}));
  double s = 0;
  for (auto& o : session.outputs()) s += o.sum().item<double>();
  std::cout << s << '\n';
}
