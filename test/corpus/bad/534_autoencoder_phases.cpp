#include <torch/torch.h>
#include <iostream>
#include <vector>

// conv autoencoder for defect detection, with per-epoch score maps

enum class Phase { Train, Valid };

struct ConvAEImpl : torch::nn::Module {
  ConvAEImpl() {
    enc = register_module("enc", torch::nn::Sequential(
        torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 3).stride(2).padding(1)), torch::nn::ReLU(),
        torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2).padding(1)), torch::nn::ReLU()));
    dec = register_module("dec", torch::nn::Sequential(
        torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(32, 16, 4).stride(2).padding(1)),
        torch::nn::ReLU(),
        torch::nn::ConvTranspose2d(torch::nn::ConvTranspose2dOptions(16, 1, 4).stride(2).padding(1))));
  }
  torch::Tensor forward(torch::Tensor x) { return dec->forward(enc->forward(x)); }
  torch::nn::Sequential enc{nullptr}, dec{nullptr};
};
TORCH_MODULE(ConvAE);

void set_phase(torch::nn::Module& m, Phase p) {
  if (p == Phase::Train) {
    m.train();
    torch::AutoGradMode enable(true);
  } else {
    m.eval();
    torch::NoGradGuard no_grad;
  }
}

struct EpochReport {
  double train_loss = 0;
  torch::Tensor val_errors;  // one value per validation image
};

double train_epoch(ConvAE& net, torch::optim::Optimizer& opt, const torch::Tensor& data, int64_t bs) {
  set_phase(*net, Phase::Train);
  double sum = 0;
  int n = 0;
  for (auto& idx : torch::randperm(data.size(0)).split(bs)) {
    auto x = data.index_select(0, idx);
    opt.zero_grad();
    auto loss = torch::mse_loss(net->forward(x), x);
    loss.backward();
    opt.step();
    sum += loss.item<double>();
    ++n;
  }
  return sum / n;
}

torch::Tensor validate(ConvAE& net, const torch::Tensor& data, int64_t bs) {
  set_phase(*net, Phase::Valid);
  std::vector<torch::Tensor> parts;
  for (auto& x : data.split(bs)) {
    auto err = (net->forward(x) - x).pow(2).flatten(1).mean(1);
    parts.push_back(err);
  }
  return torch::cat(parts);
}

int main() {
  auto train = torch::rand({4096, 1, 32, 32});
  auto val = torch::rand({512, 1, 32, 32});
  ConvAE net;
  torch::optim::Adam opt(net->parameters(), 1e-3);

  std::vector<EpochReport> reports;
  for (int epoch = 0; epoch < 1000; ++epoch) {
    EpochReport r;
    r.train_loss = train_epoch(net, opt, train, 64);
    r.val_errors = validate(net, val, 64);
    reports.push_back(r);  // WARN: ineffective-guard
    auto q = r.val_errors.kthvalue(int64_t(0.95 * val.size(0)));
    std::cout << epoch << " train " << r.train_loss << " val " << r.val_errors.mean().item<double>()
              << " q95 " << std::get<0>(q).item<double>() << "\n";
    if (reports.size() > 1) {
      auto shift = (reports.back().val_errors - reports[reports.size() - 2].val_errors).abs().max();
      std::cout << "    max shift " << shift.item<double>() << "\n";
    }
  }
}
