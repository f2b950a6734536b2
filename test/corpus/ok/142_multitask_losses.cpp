#include <torch/torch.h>
#include <iostream>
#include <map>
#include <string>

using LossDict = std::map<std::string, torch::Tensor>;

struct MultiTaskImpl : torch::nn::Module {
  MultiTaskImpl() {
    shared = register_module("shared", torch::nn::Linear(32, 64));
    heads = register_module("heads", torch::nn::ModuleDict());
    torch::OrderedDict<std::string, std::shared_ptr<torch::nn::Module>> dict;
    dict.insert("depth", torch::nn::Linear(64, 1).ptr());
    dict.insert("normal", torch::nn::Linear(64, 3).ptr());
    dict.insert("sem", torch::nn::Linear(64, 13).ptr());
    heads->update(dict);
  }
  std::map<std::string, torch::Tensor> forward(torch::Tensor x) {
    auto h = torch::relu(shared(x));
    std::map<std::string, torch::Tensor> out;
    for (auto& item : heads->items()) out[item.first] = item.second->as<torch::nn::Linear>()->forward(h);
    return out;
  }
  torch::nn::Linear shared{nullptr};
  torch::nn::ModuleDict heads{nullptr};
};

TORCH_MODULE(MultiTask);

LossDict compute(MultiTask& net, const torch::Tensor& x) {
  auto o = net(x);
  LossDict d;
  d["depth"] = torch::l1_loss(o["depth"], torch::rand({x.size(0), 1}));
  d["normal"] = 1 - torch::cosine_similarity(o["normal"], torch::randn({x.size(0), 3}), 1).mean();
  d["sem"] = torch::nn::functional::cross_entropy(o["sem"], torch::randint(13, {x.size(0)}, torch::kLong));
  return d;
}

int main() {
  MultiTask net;
  torch::optim::Adam opt(net->parameters(), 1e-3);
  std::map<std::string, double> running;
  for (int i = 0; i < 30000; ++i) {
    auto losses = compute(net, torch::randn({16, 32}));
    torch::Tensor total = torch::zeros({});
    for (auto& [name, l] : losses) {
      total = total + l;
      running[name] = 0.98 * running[name] + 0.02 * l.item<double>();
    }
    opt.zero_grad();
    total.backward();
    opt.step();
    if (i % 500 == 0)
      for (auto& [k, v] : running) std::cout << k << '=' << v << ' ';
  }
}
