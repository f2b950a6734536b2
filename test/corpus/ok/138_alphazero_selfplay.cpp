#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <memory>
#include <vector>

struct Node {
  float prior = 0, value_sum = 0;
  int visits = 0;
  Node* parent = nullptr;
  std::vector<std::unique_ptr<Node>> children;
  torch::Tensor state;
};

struct NetImpl : torch::nn::Module {
  NetImpl() : body(27, 64), p(64, 9), v(64, 1) {
    register_module("body", body);
    register_module("p", p);
    register_module("v", v);
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    auto h = torch::relu(body(x.flatten(1)));
    return {torch::log_softmax(p(h), 1), torch::tanh(v(h))};
  }
  torch::nn::Linear body, p, v;
};
TORCH_MODULE(Net);

struct Example {
  torch::Tensor state, pi, z;
};

class SelfPlay {
 public:
  explicit SelfPlay(Net net) : net_(net) {}
  std::vector<Example> game() {
    net_->eval();
    torch::NoGradGuard g;
    std::vector<Example> out;
    auto s = torch::zeros({3, 3, 3});
    for (int move = 0; move < 9; ++move) {
      Node root;
      root.state = s;
      for (int i = 0; i < 50; ++i) simulate(root);
      auto pi = torch::zeros({9});
      for (size_t a = 0; a < root.children.size(); ++a) pi[a] = (float)root.children[a]->visits;
      pi = pi / pi.sum();
      out.push_back({s, pi, torch::ones({1})});
      s = s + torch::rand_like(s);
    }
    return out;
  }

 private:
  void simulate(Node& root) {
    Node* n = &root;
    while (!n->children.empty()) n = n->children[n->visits % n->children.size()].get();
    auto [lp, v] = net_(n->state.unsqueeze(0));
    auto p = lp.exp()[0];
    for (int a = 0; a < 9; ++a) {
      auto c = std::make_unique<Node>();
      c->prior = p[a].item<float>();
      c->parent = n;
      c->state = n->state + 0.01 * a;
      n->children.push_back(std::move(c));
    }
    float val = v.item<float>();
    for (; n; n = n->parent) {
      n->visits++;
      n->value_sum += val;
    }
  }
  Net net_;
};

int main() {
  Net net;
  torch::optim::Adam opt(net->parameters(), 1e-3);
  std::deque<Example> memory;
  for (int it = 0; it < 100; ++it) {
    SelfPlay sp(net);
    for (auto& e : sp.game()) {
      memory.push_back(e);
      while (memory.size() > 5000) memory.pop_front();
    }
    net->train();
    std::vector<torch::Tensor> s, pi, z;
    for (auto& e : memory) s.push_back(e.state), pi.push_back(e.pi), z.push_back(e.z);
    auto [lp, v] = net(torch::stack(s));
    auto loss = -(torch::stack(pi) * lp).sum(1).mean() + torch::mse_loss(v, torch::stack(z));
    opt.zero_grad();
    loss.backward();
    opt.step();
    std::cout << it << ' ' << loss.item<float>() << "\n";
  }
}
