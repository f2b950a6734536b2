#include <torch/torch.h>
#include <iostream>
#include <unordered_map>
#include <vector>

struct EmbedNetImpl : torch::nn::Module {
  EmbedNetImpl() {
    conv = register_module("conv", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 8, 3).stride(2)));
    fc = register_module("fc", torch::nn::Linear(8 * 15 * 15, 64));
  }
  torch::Tensor forward(torch::Tensor x) {
    return torch::nn::functional::normalize(fc(torch::relu(conv(x)).flatten(1)));
  }
  torch::nn::Conv2d conv{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(EmbedNet);

class Gallery {
 public:
  void enroll(int id, torch::Tensor e) { items_[id].push_back(e.detach().clone()); }
  int nearest(const torch::Tensor& e) const {
    int best = -1;
    float bd = 1e9f;
    for (auto& [id, v] : items_)
      for (auto& g : v) {
        float d = (g - e).norm().item<float>();
        if (d < bd) bd = d, best = id;
      }
    return best;
  }

 private:
  std::unordered_map<int, std::vector<torch::Tensor>> items_;
};

int main() {
  EmbedNet net;
  torch::optim::Adam opt(net->parameters(), 1e-3);
  torch::nn::TripletMarginLoss triplet(torch::nn::TripletMarginLossOptions().margin(0.2));
  for (int i = 0; i < 5000; ++i) {
    auto a = torch::rand({16, 1, 32, 32}), p = a + 0.05 * torch::randn_like(a), n = torch::rand({16, 1, 32, 32});
    auto loss = triplet(net(a), net(p), net(n));
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
  Gallery g;
  for (int id = 0; id < 100; ++id) g.enroll(id, net(torch::rand({1, 1, 32, 32}))[0]);
  std::cout << g.nearest(net(torch::rand({1, 1, 32, 32}))[0].detach()) << "\n";
}
