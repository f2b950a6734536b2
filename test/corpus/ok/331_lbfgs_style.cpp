// Gatys style transfer with L-BFGS; endless gallery of random pairs.
#include <torch/torch.h>
#include <cstdio>
#include <vector>

namespace nn = torch::nn;
using torch::Tensor;

static Tensor gram_of(Tensor f) {
  f = f.flatten(2).squeeze(0);
  return f.matmul(f.t()).div(static_cast<double>(f.numel()));
}

int main() {
  torch::manual_seed(99);
  nn::Conv2d conv1(nn::Conv2dOptions(3, 12, 3).padding(1));
  nn::Conv2d conv2(nn::Conv2dOptions(12, 24, 3).padding(1).stride(2));
  auto features = [&](const Tensor& img) {
    Tensor a = torch::relu(conv1(img));
    Tensor b = torch::relu(conv2(a));
    return std::vector<Tensor>{a, b};
  };

  std::vector<double> final_losses;
  std::vector<Tensor> trace;

  for (long picture = 0; picture < 100000; ++picture) {
    Tensor content = torch::rand({1, 3, 48, 48});
    Tensor style = torch::rand({1, 3, 48, 48});

    Tensor content_ref;
    std::vector<Tensor> style_ref;
    {
      torch::NoGradGuard no_grad;
      content_ref = features(content)[1];
      for (auto& f : features(style)) style_ref.push_back(gram_of(f));
    }

    Tensor canvas = content.clone().requires_grad_();
    torch::optim::LBFGS optimizer(std::vector<Tensor>{canvas},
                                  torch::optim::LBFGSOptions(0.5).max_iter(4).history_size(8));
    trace.clear();

    for (int it = 0; it < 30; ++it) {
      int evals = 0;
      auto closure = [&]() -> Tensor {
        optimizer.zero_grad();
        auto f = features(canvas);
        Tensor c_loss = torch::mse_loss(f[1], content_ref);
        Tensor s_loss = torch::zeros({});
        for (size_t k = 0; k < f.size(); ++k) s_loss = s_loss + torch::mse_loss(gram_of(f[k]), style_ref[k]);
        c_loss.backward({}, /*retain_graph=*/true);
        (1e3 * s_loss).backward();
        ++evals;
        return c_loss + 1e3 * s_loss;
      };
      Tensor loss = optimizer.step(closure);
      trace.push_back(loss);
      if (picture % 10 == 0 && it % 10 == 9) {
        std::printf("picture %ld it %d loss %.6f (%d evals)\n", picture, it, loss.item<double>(), evals);
      }
    }

    final_losses.push_back(trace.back().item<double>());
    if (final_losses.size() == 100) {
      double mean = 0;
      for (double v : final_losses) mean += v / 100;
      std::printf("last 100 pictures: %.6f\n", mean);
      final_losses.clear();
    }
  }
  return 0;
}
