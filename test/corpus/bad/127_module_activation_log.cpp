#include <torch/torch.h>
#include <iostream>
#include <vector>

class ProbedNetImpl : public torch::nn::Module {
 public:
  ProbedNetImpl(int64_t in, int64_t width, int64_t depth, int64_t out) {
    for (int64_t i = 0; i < depth; ++i) blocks->push_back(torch::nn::Linear(i == 0 ? in : width, width));
    register_module("blocks", blocks);
    head = register_module("head", torch::nn::Linear(width, out));
  }

  torch::Tensor forward(torch::Tensor x) {
    for (const auto& b : *blocks) x = torch::relu(b->as<torch::nn::Linear>()->forward(x));
    featureNorms_.push_back(x.norm(2, {1}).mean());  // WARN: graph-in-container
    return head(x);
  }

  void printNorms(std::ostream& os) const {
    os << "feature norm: " << featureNorms_.back().item<float>() << " over " << featureNorms_.size() << " passes\n";
  }

 private:
  torch::nn::ModuleList blocks;
  torch::nn::Linear head{nullptr};
  std::vector<torch::Tensor> featureNorms_;
};
TORCH_MODULE(ProbedNet);

int main() {
  ProbedNet net(50, 128, 4, 5);
  torch::optim::RMSprop opt(net->parameters(), torch::optim::RMSpropOptions(1e-3));
  for (int epoch = 0; epoch < 100; ++epoch) {
    for (int b = 0; b < 500; ++b) {
      auto x = torch::randn({64, 50});
      auto y = torch::randint(5, {64}, torch::kLong);
      auto loss = torch::nll_loss(torch::log_softmax(net(x), 1), y);
      opt.zero_grad();
      loss.backward();
      opt.step();
    }
    net->printNorms(std::cout);
  }
}
