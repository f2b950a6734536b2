#include <torch/torch.h>
#include <iostream>
#include <vector>

struct EvalNetImpl : torch::nn::Module {
  EvalNetImpl() : trunk(torch::nn::Linear(64, 128), torch::nn::ReLU()), pol(128, 64), val(128, 1) {
    register_module("trunk", trunk);
    register_module("pol", pol);
    register_module("val", val);
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    auto h = trunk->forward(x);
    return {torch::softmax(pol(h), -1), torch::tanh(val(h))};
  }
  torch::nn::Sequential trunk;
  torch::nn::Linear pol, val;
};
TORCH_MODULE(EvalNet);

class Search {
 public:
  Search() { net_->eval(); }
  int64_t choose(const torch::Tensor& pos, int sims) {
    nodes_.clear();
    expand(pos);
    for (int i = 0; i < sims; ++i) expand(pos + i * 1e-3);
    torch::Tensor counts = torch::zeros({64});
    for (auto& n : nodes_) counts += n.policy.detach() * n.weight;
    return counts.argmax().item<int64_t>();
  }

 private:
  struct Node {
    torch::Tensor policy;
    float weight;
  };
  void expand(const torch::Tensor& pos) {
    auto [p, v] = net_(pos);
    nodes_.push_back({p, v.item<float>()});
  }
  EvalNet net_;
  std::vector<Node> nodes_;
};

int main() {
  Search s;
  for (int i = 0; i < 100; ++i) std::cout << s.choose(torch::rand({64}), 64) << '\n';
}
