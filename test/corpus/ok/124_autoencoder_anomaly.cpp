#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <vector>

class AutoEncoder : public torch::nn::Module {
 public:
  AutoEncoder(int64_t d) {
    encoder = register_module("encoder", torch::nn::Sequential(torch::nn::Linear(d, 32), torch::nn::ReLU(), torch::nn::Linear(32, 8)));
    decoder = register_module("decoder", torch::nn::Sequential(torch::nn::Linear(8, 32), torch::nn::ReLU(), torch::nn::Linear(32, d)));
  }
  torch::Tensor encode(torch::Tensor x) { return encoder->forward(x); }
  torch::Tensor forward(torch::Tensor x) { return decoder->forward(encode(x)); }
  torch::nn::Sequential encoder{nullptr}, decoder{nullptr};
};

std::vector<float> anomalyScores(AutoEncoder& ae, const std::vector<torch::Tensor>& batches) {
  torch::NoGradGuard ng;
  ae.eval();
  std::vector<float> scores;
  for (const auto& b : batches) {
    auto err = (ae.forward(b) - b).pow(2).mean(1).contiguous();
    scores.insert(scores.end(), err.data_ptr<float>(), err.data_ptr<float>() + err.numel());
  }
  return scores;
}

int main() {
  AutoEncoder ae(29);
  torch::optim::Adam opt(ae.parameters(), 1e-3);
  std::vector<torch::Tensor> normal, mixed;
  for (int i = 0; i < 100; ++i) {
    normal.push_back(torch::randn({64, 29}));
    mixed.push_back(torch::randn({64, 29}) * (i % 10 ? 1 : 3));
  }
  for (int e = 0; e < 30; ++e) {
    ae.train();
    for (auto& x : normal) {
      opt.zero_grad();
      torch::mse_loss(ae.forward(x), x).backward();
      opt.step();
    }
  }
  auto base = anomalyScores(ae, normal);
  std::sort(base.begin(), base.end());
  float thr = base[static_cast<size_t>(base.size() * 0.99)];
  auto s = anomalyScores(ae, mixed);
  std::cout << std::count_if(s.begin(), s.end(), [&](float v) { return v > thr; }) << " anomalies\n";
}
