#include <torch/torch.h>
#include <iostream>
#include <tuple>
#include <vector>

struct FpnImpl : torch::nn::Module {
  FpnImpl(int64_t c) {
    int64_t in = 3;
    for (int i = 0; i < 3; ++i) {
      down->push_back(torch::nn::Conv2d(torch::nn::Conv2dOptions(in, c, 3).stride(2).padding(1)));
      lateral->push_back(torch::nn::Conv2d(c, c, 1));
      in = c;
    }
    register_module("down", down);
    register_module("lateral", lateral);
    cls = register_module("cls", torch::nn::Conv2d(torch::nn::Conv2dOptions(c, 4, 3).padding(1)));
    box = register_module("box", torch::nn::Conv2d(torch::nn::Conv2dOptions(c, 4, 3).padding(1)));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(torch::Tensor x) {
    std::vector<torch::Tensor> c, p;
    for (auto& d : *down) c.push_back(x = torch::relu(d->as<torch::nn::Conv2d>()->forward(x)));
    torch::Tensor top;
    for (int i = 2; i >= 0; --i) {
      auto l = lateral[i]->as<torch::nn::Conv2d>()->forward(c[i]);
      if (top.defined())
        l = l + torch::upsample_nearest2d(top, {l.size(2), l.size(3)});
      top = l;
      p.insert(p.begin(), l);
    }
    std::vector<torch::Tensor> scores, boxes;
    for (auto& f : p) {
      scores.push_back(cls(f).permute({0, 2, 3, 1}).reshape({x.size(0), -1, 4}));
      boxes.push_back(box(f).permute({0, 2, 3, 1}).reshape({x.size(0), -1, 4}));
    }
    return {torch::cat(scores, 1), torch::cat(boxes, 1)};
  }
  torch::nn::ModuleList down, lateral;
  torch::nn::Conv2d cls{nullptr}, box{nullptr};
};
TORCH_MODULE(Fpn);

std::vector<int64_t> nms(const torch::Tensor& boxes, const torch::Tensor& scores, float thr) {
  std::vector<int64_t> keep;
  auto order = std::get<1>(scores.sort(0, true));
  while (order.numel() > 0) {
    auto i = order[0].item<int64_t>();
    keep.push_back(i);
    auto rest = order.slice(0, 1);
    auto d = (boxes.index_select(0, rest) - boxes[i]).abs().sum(1);
    order = rest.index({d > thr});
  }
  return keep;
}

int main() {
  Fpn net(16);
  torch::optim::SGD opt(net->parameters(), torch::optim::SGDOptions(1e-3).momentum(0.9));
  for (int it = 0; it < 10000; ++it) {
    auto img = torch::rand({2, 3, 64, 64});
    auto [s, b] = net(img);
    auto target = torch::randint(4, {2, s.size(1)}, torch::kLong);
    auto pos = target > 0;
    auto lc = torch::nn::functional::cross_entropy(s.flatten(0, 1), target.flatten());
    auto lb = torch::smooth_l1_loss(b.index({pos}), torch::rand({pos.sum().item<int64_t>(), 4}));
    auto loss = lc + lb;
    opt.zero_grad();
    loss.backward();
    opt.step();
    if (it % 100 == 0) {
      auto kept = nms(b[0].detach(), s[0].detach().softmax(-1).select(-1, 1), 0.5f);
      std::cout << it << ' ' << loss.item<float>() << ' ' << kept.size() << '\n';
    }
  }
}
