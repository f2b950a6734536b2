#include <torch/torch.h>

#include <cmath>
#include <iostream>
#include <tuple>
#include <vector>

using namespace torch::nn;

static Sequential make_generator(int64_t latent) {
  return Sequential(Linear(latent, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 2));
}

struct CriticImpl : Module {
  CriticImpl() {
    body = register_module("body", Sequential(Linear(2, 64), LeakyReLU(LeakyReLUOptions().negative_slope(0.2)),
                                              Linear(64, 64), LeakyReLU(LeakyReLUOptions().negative_slope(0.2))));
    real_fake = register_module("real_fake", Linear(64, 1));
    code = register_module("code", Linear(64, 4));
  }
  std::tuple<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x) {
    auto h = body->forward(x);
    return {real_fake->forward(h).squeeze(1), code->forward(h)};
  }
  Sequential body{nullptr};
  Linear real_fake{nullptr}, code{nullptr};
};
TORCH_MODULE(Critic);

struct EpochLog {
  std::vector<torch::Tensor> critic, adversarial, information;

  void clear() {
    critic.clear();
    adversarial.clear();
    information.clear();
  }
  static double mean(const std::vector<torch::Tensor>& xs) { return torch::stack(xs).mean().item<double>(); }
};

static torch::Tensor swiss_roll(int64_t n) {
  auto t = 1.5 * M_PI * (1.0 + 2.0 * torch::rand({n}));
  return torch::stack({t * torch::cos(t), t * torch::sin(t)}, 1) / 10.0 + 0.02 * torch::randn({n, 2});
}

class InfoGan {
 public:
  InfoGan()
      : generator_(make_generator(kNoise + kCodes)),
        generator_opt_(generator_->parameters(), torch::optim::AdamOptions(1e-3).betas(std::make_tuple(0.5, 0.99))),
        critic_opt_(critic_->parameters(), torch::optim::AdamOptions(1e-3).betas(std::make_tuple(0.5, 0.99))) {}

  void epoch(int number, int batches) {
    log_.clear();
    for (int b = 0; b < batches; ++b) {
      critic_step(swiss_roll(kBatch));
      generator_step();
    }
    std::cout << "epoch " << number << "  critic " << EpochLog::mean(log_.critic) << "  adversarial "
              << EpochLog::mean(log_.adversarial) << "  information " << EpochLog::mean(log_.information) << '\n';
  }

 private:
  static constexpr int64_t kNoise = 16, kCodes = 4, kBatch = 128;

  std::tuple<torch::Tensor, torch::Tensor> latent() const {
    auto codes = torch::randint(0, kCodes, {kBatch}, torch::kLong);
    auto z = torch::cat({torch::randn({kBatch, kNoise}), torch::one_hot(codes, kCodes).to(torch::kFloat)}, 1);
    return {z, codes};
  }

  void critic_step(const torch::Tensor& real) {
    auto fake = generator_->forward(std::get<0>(latent())).detach();
    auto real_score = std::get<0>(critic_->forward(real));
    auto fake_score = std::get<0>(critic_->forward(fake));
    auto loss = torch::softplus(-real_score).mean() + torch::softplus(fake_score).mean();
    critic_opt_.zero_grad();
    loss.backward();
    critic_opt_.step();
    log_.critic.push_back(loss);
  }

  void generator_step() {
    auto [z, codes] = latent();
    auto [score, logits] = critic_->forward(generator_->forward(z));
    auto adversarial = torch::softplus(-score).mean();
    auto information = torch::nll_loss(torch::log_softmax(logits, 1), codes);

    generator_opt_.zero_grad();
    critic_opt_.zero_grad();
    adversarial.backward({}, /*retain_graph=*/true);
    information.backward({}, /*retain_graph=*/true);
    generator_opt_.step();
    log_.adversarial.push_back(adversarial);
    log_.information.push_back(information);
  }

  Sequential generator_;
  Critic critic_;
  torch::optim::Adam generator_opt_, critic_opt_;
  EpochLog log_;
};

int main() {
  torch::manual_seed(20);
  InfoGan gan;
  for (int e = 0; e < 100000; ++e) gan.epoch(e, 50);
}
