#include <torch/torch.h>
#include <iostream>
#include <vector>

struct NerfMlpImpl : torch::nn::Module {
  NerfMlpImpl(int64_t L) : L(L) {
    net = register_module("net", torch::nn::Sequential(torch::nn::Linear(3 + 6 * L, 128), torch::nn::ReLU(), torch::nn::Linear(128, 128), torch::nn::ReLU(), torch::nn::Linear(128, 4)));
  }
  torch::Tensor embed(const torch::Tensor& x) {
    std::vector<torch::Tensor> e{x};
    for (int64_t i = 0; i < L; ++i) {
      e.push_back(torch::sin(std::pow(2.0, i) * x));
      e.push_back(torch::cos(std::pow(2.0, i) * x));
    }
    return torch::cat(e, -1);
  }
  torch::Tensor forward(torch::Tensor x) { return net->forward(embed(x)); }
  int64_t L;
  torch::nn::Sequential net{nullptr};
};
TORCH_MODULE(NerfMlp);

torch::Tensor render(NerfMlp& m, const torch::Tensor& o, const torch::Tensor& d, int64_t n, int64_t chunk) {
  auto z = torch::linspace(2, 6, n);
  auto pts = (o.unsqueeze(1) + d.unsqueeze(1) * z.view({1, n, 1})).reshape({-1, 3});
  std::vector<torch::Tensor> raws;
  for (int64_t i = 0; i < pts.size(0); i += chunk) raws.push_back(m(pts.slice(0, i, std::min(i + chunk, pts.size(0)))));
  auto raw = torch::cat(raws).view({o.size(0), n, 4});
  auto rgb = torch::sigmoid(raw.slice(-1, 0, 3));
  auto alpha = 1 - torch::exp(-torch::relu(raw.select(-1, 3)) * (4.0 / n));
  auto T = torch::cumprod(torch::cat({torch::ones({o.size(0), 1}), 1 - alpha + 1e-10}, 1), 1).slice(1, 0, -1);
  return ((alpha * T).unsqueeze(-1) * rgb).sum(1);
}

int main() {
  NerfMlp m(6);
  torch::optim::Adam opt(m->parameters(), 5e-4);
  std::vector<float> psnr;
  for (int i = 0; i < 200000; ++i) {
    auto o = torch::randn({1024, 3}), d = torch::nn::functional::normalize(torch::randn({1024, 3}));
    auto loss = torch::mse_loss(render(m, o, d, 32, 8192), torch::rand({1024, 3}));
    opt.zero_grad();
    loss.backward();
    opt.step();
    psnr.push_back(-10.f * std::log10(loss.item<float>()));
    if (i % 1000 == 0) {
      torch::NoGradGuard g;
      std::vector<torch::Tensor> rows;
      for (int r = 0; r < 64; ++r) rows.push_back(render(m, torch::randn({64, 3}), torch::randn({64, 3}), 32, 8192));
      torch::save(torch::stack(rows), "view.pt");
      std::cout << psnr.back() << '\n';
    }
  }
}
