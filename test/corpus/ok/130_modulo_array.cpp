#include <torch/torch.h>
#include <array>
#include <iostream>

constexpr size_t N = 64;

struct LossRing {
  std::array<torch::Tensor, N> slots;
  size_t head = 0;
  void put(const torch::Tensor& t) {
    slots[head % N] = t;
    ++head;
  }
  double mean() const {
    double s = 0;
    size_t n = 0;
    for (const auto& t : slots)
      if (t.defined()) {
        s += t.item<double>();
        ++n;
      }
    return n ? s / n : 0;
  }
};

int main() {
  LossRing ring;
  torch::nn::LSTMCell cell(8, 16);
  torch::nn::Linear head(16, 8);
  std::vector<torch::Tensor> ps = cell->parameters();
  for (auto& p : head->parameters()) ps.push_back(p);
  torch::optim::Adam opt(ps, 1e-3);
  for (int i = 0; i < 200000; ++i) {
    auto seq = torch::randn({12, 4, 8});
    auto h = torch::zeros({4, 16}), c = torch::zeros({4, 16});
    std::vector<torch::Tensor> preds;
    for (int64_t t = 0; t + 1 < seq.size(0); ++t) {
      std::tie(h, c) = cell(seq[t], std::make_tuple(h, c));
      preds.push_back(head(h));
    }
    auto loss = torch::mse_loss(torch::stack(preds), seq.slice(0, 1));
    opt.zero_grad();
    loss.backward();
    opt.step();
    ring.put(loss);
    if (i % 1000 == 0) std::cout << ring.mean() << std::endl;
  }
}
