#include <torch/torch.h>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

using namespace torch;

static nn::Sequential make_generator(int64_t z) {
  return nn::Sequential(nn::Linear(z, 128), nn::LeakyReLU(), nn::Linear(128, 784), nn::Tanh());
}
static nn::Sequential make_critic() {
  return nn::Sequential(nn::Linear(784, 128), nn::LeakyReLU(), nn::Linear(128, 1));
}

int main() {
  auto gen = make_generator(64);
  auto critic = make_critic();
  optim::Adam gopt(gen->parameters(), 1e-4), copt(critic->parameters(), 1e-4);
  std::map<std::string, std::vector<Tensor>> curves;

  for (int it = 0; it < 200000; ++it) {
    auto real = torch::rand({32, 784});
    auto fake = gen->forward(torch::randn({32, 64}));

    copt.zero_grad();
    auto d = critic->forward(fake.detach()).mean() - critic->forward(real).mean();
    d.backward();
    copt.step();
    for (auto& p : critic->parameters()) p.data().clamp_(-0.01, 0.01);

    gopt.zero_grad();
    auto g = -critic->forward(fake).mean();
    g.backward();
    gopt.step();

    curves["critic"].push_back(d.detach().cpu());
    curves["generator"].push_back(g.cpu());  // WARN: graph-in-container

    if (it % 1000 == 0)
      std::printf("%d  %.4f %.4f\n", it, curves["critic"].back().item<float>(), curves["generator"].back().item<float>());
  }
  return 0;
}
