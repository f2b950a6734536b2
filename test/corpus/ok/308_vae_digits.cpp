// Small VAE on synthetic stroke images, with an early-stopping rule on the recent validation curve.
#include <torch/torch.h>

#include <cstddef>
#include <deque>
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

struct StrokeDataset : torch::data::datasets::Dataset<StrokeDataset, torch::data::TensorExample> {
  explicit StrokeDataset(int64_t count) {
    auto grid = torch::arange(16, torch::kFloat);
    auto slope = torch::rand({count, 1, 1}) * 2 - 1;
    auto offset = torch::rand({count, 1, 1}) * 16;
    auto distance = grid.view({1, 16, 1}) - (slope * grid.view({1, 1, 16}) + offset);
    images_ = torch::exp(-distance.pow(2)).flatten(1);
  }
  torch::data::TensorExample get(size_t index) override { return images_[static_cast<int64_t>(index)]; }
  std::optional<size_t> size() const override { return static_cast<size_t>(images_.size(0)); }

 private:
  torch::Tensor images_;
};

struct VaeOutput {
  torch::Tensor reconstruction, mu, log_var;
};

struct VaeImpl : torch::nn::Module {
  VaeImpl() : encoder(256, 128), mu(128, 8), log_var(128, 8), decoder1(8, 128), decoder2(128, 256) {
    register_module("encoder", encoder);
    register_module("mu", mu);
    register_module("log_var", log_var);
    register_module("decoder1", decoder1);
    register_module("decoder2", decoder2);
  }

  VaeOutput forward(const torch::Tensor& x) {
    auto h = torch::relu(encoder->forward(x));
    VaeOutput out;
    out.mu = mu->forward(h);
    out.log_var = log_var->forward(h);
    auto z = out.mu;
    if (is_training()) z = z + torch::exp(0.5 * out.log_var) * torch::randn_like(z);
    out.reconstruction = decoder2->forward(torch::relu(decoder1->forward(z)));
    return out;
  }

  torch::nn::Linear encoder, mu, log_var, decoder1, decoder2;
};
TORCH_MODULE(Vae);

static torch::Tensor negative_elbo(const VaeOutput& out, const torch::Tensor& x) {
  auto reconstruction = torch::binary_cross_entropy_with_logits(out.reconstruction, x) * x.size(1);
  auto kl = -0.5 * (1 + out.log_var - out.mu.pow(2) - out.log_var.exp()).sum(1).mean();
  return reconstruction + kl;
}

static auto make_loader(int64_t count) {
  auto dataset = StrokeDataset(count).map(torch::data::transforms::Stack<torch::data::TensorExample>());
  return torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      std::move(dataset), torch::data::DataLoaderOptions().batch_size(64));
}

template <typename Loader>
torch::Tensor validate(Vae& model, Loader& loader) {
  auto guard = torch::NoGradGuard();
  model->eval();
  std::vector<torch::Tensor> losses;
  for (auto& batch : loader) {
    losses.push_back(negative_elbo(model->forward(batch.data), batch.data));
  }
  return torch::stack(losses).mean();
}

template <typename Loader>
void train(Vae& model, Loader& loader, torch::optim::Optimizer& optimizer) {
  model->train();
  for (auto& batch : loader) {
    optimizer.zero_grad();
    negative_elbo(model->forward(batch.data), batch.data).backward();
    optimizer.step();
  }
}

int main() {
  constexpr std::size_t kPatience = 50;
  auto train_loader = make_loader(1024);
  auto val_loader = make_loader(256);
  Vae model;
  torch::optim::Adam optimizer(model->parameters(), torch::optim::AdamOptions(1e-3));

  std::deque<torch::Tensor> curve;
  for (int epoch = 0; epoch < 100000; ++epoch) {
    train(model, *train_loader, optimizer);
    curve.push_back(validate(model, *val_loader));
    if (curve.size() > kPatience) curve.pop_front();

    std::cout << "epoch " << epoch << " -ELBO " << curve.back().item<double>() << '\n';
    if (curve.size() == kPatience && curve.back().item<double>() > 2.0 * curve.front().item<double>()) {
      std::cout << "diverged\n";
      return 1;
    }
  }
  return 0;
}
