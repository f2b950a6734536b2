#include <torch/torch.h>

#include <iostream>
#include <tuple>
#include <utility>
#include <vector>

using namespace torch::nn;

struct GeneratorImpl : Module {
  explicit GeneratorImpl(int64_t latent) {
    net = register_module("net", Sequential(Linear(latent, 128), BatchNorm1d(128), ReLU(), Linear(128, 128), ReLU(),
                                            Linear(128, 16), Tanh()));
  }
  torch::Tensor forward(const torch::Tensor& z) { return net->forward(z); }
  Sequential net{nullptr};
};
TORCH_MODULE(Generator);

struct DiscriminatorImpl : Module {
  DiscriminatorImpl() {
    trunk = register_module("trunk", Sequential(Linear(16, 128), LeakyReLU(LeakyReLUOptions().negative_slope(0.2)),
                                                Linear(128, 64), LeakyReLU(LeakyReLUOptions().negative_slope(0.2))));
    logit = register_module("logit", Linear(64, 1));
  }
  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    auto features = trunk->forward(x);
    return {logit->forward(features), features};
  }
  Sequential trunk{nullptr};
  Linear logit{nullptr};
};
TORCH_MODULE(Discriminator);

struct Curves {
  std::vector<double> discriminator;
  std::vector<torch::Tensor> generator;
};

class GanTrainer {
 public:
  GanTrainer()
      : gen(kLatent),
        gOpt(gen->parameters(), torch::optim::AdamOptions(2e-4).betas(std::make_tuple(0.5, 0.999))),
        dOpt(disc->parameters(), torch::optim::AdamOptions(2e-4).betas(std::make_tuple(0.5, 0.999))) {}

  void step(const torch::Tensor& real) {
    auto z = torch::randn({real.size(0), kLatent});
    trainDiscriminator(real, z);
    trainGenerator(real, z);
  }

  void print(long it) const {
    std::cout << "it " << it << " D " << curves.discriminator.back() << " G "
              << curves.generator.back().item<double>() << '\n';
  }

 private:
  static constexpr int64_t kLatent = 32;

  static torch::Tensor bce(const torch::Tensor& logits, double label) {
    return torch::binary_cross_entropy_with_logits(logits, torch::full_like(logits, label));
  }

  void trainDiscriminator(const torch::Tensor& real, const torch::Tensor& z) {
    dOpt.zero_grad();
    auto fake = gen->forward(z).detach();
    auto loss = bce(disc->forward(real).first, 0.9) + bce(disc->forward(fake).first, 0.0);
    loss.backward();
    dOpt.step();
    curves.discriminator.push_back(loss.item<double>());
  }

  void trainGenerator(const torch::Tensor& real, const torch::Tensor& z) {
    gOpt.zero_grad();
    torch::Tensor targetFeatures;
    {
      torch::NoGradGuard guard;
      targetFeatures = disc->forward(real).second.mean(0);
    }
    auto [logits, features] = disc->forward(gen->forward(z));
    auto adversarial = bce(logits, 1.0);
    auto matching = torch::mse_loss(features.mean(0), targetFeatures);

    adversarial.backward({}, /*retain_graph=*/true);
    scaleGradients(0.5);
    matching.backward({}, /*retain_graph=*/true);
    gOpt.step();

    curves.generator.push_back(0.5 * adversarial + matching);  // WARN: graph-in-container
  }

  void scaleGradients(double factor) {
    for (auto& p : gen->parameters()) {
      if (p.grad().defined()) p.mutable_grad().mul_(factor);
    }
  }

  Generator gen;
  Discriminator disc;
  torch::optim::Adam gOpt, dOpt;
  Curves curves;
};

int main() {
  torch::manual_seed(1234);
  GanTrainer trainer;
  const auto modes = torch::rand({8, 16}) * 2 - 1;
  for (long it = 0; it < 3000000; ++it) {
    auto which = torch::randint(0, 8, {64}, torch::kLong);
    trainer.step(modes.index_select(0, which) + 0.02 * torch::randn({64, 16}));
    if (it % 1000 == 0) trainer.print(it);
  }
}
