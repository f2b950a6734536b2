#include <torch/torch.h>
#include <string>
#include <vector>

class SampleGrid {
 public:
  explicit SampleGrid(int64_t n) : noise_(torch::randn({n, 32})) {
  }
  void snapshot(torch::nn::Sequential& g) {
    torch::NoGradGuard no_grad;
    g->eval();
    frames_.push_back(g->forward(noise_).view({-1, 8, 8}));
    g->train();
  }
  void save(const std::string& f) {
    torch::save(torch::stack(frames_), f);
  }

 private:
  torch::Tensor noise_;
  std::vector<torch::Tensor> frames_;
};

struct Losses {
  double d = 0, g = 0;
  int n = 0;
  void add(const torch::Tensor& dl, const torch::Tensor& gl) {
    d += dl.item<double>();
    g += gl.item<double>();
    ++n;
  }
};

int main() {
  torch::nn::Sequential gen(torch::nn::Linear(32, 64), torch::nn::Tanh());
  torch::nn::Sequential dis(torch::nn::Linear(64, 32), torch::nn::LeakyReLU(), torch::nn::Linear(32, 1));
  torch::optim::Adam og(gen->parameters(), 1e-4), od(dis->parameters(), 1e-4);
  SampleGrid grid(16);
  std::vector<Losses> epochs;
  for (int e = 0; e < 100; ++e) {
    Losses losses;
    for (int b = 0; b < 200; ++b) {
      auto real = torch::randn({64, 64});
      auto fake = gen->forward(torch::randn({64, 32}));
      auto dl = torch::relu(1 - dis->forward(real)).mean() + torch::relu(1 + dis->forward(fake.detach())).mean();
      od.zero_grad();
      dl.backward();
      od.step();
      auto gl = -dis->forward(fake).mean();
      og.zero_grad();
      gl.backward();
      og.step();
      losses.add(dl, gl);
    }
    epochs.push_back(losses);
    grid.snapshot(gen);
  }
  grid.save("frames.pt");
}
