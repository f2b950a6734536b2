// gram-matrix style transfer on a small fixed filter bank, first-order optimiser
#include <torch/torch.h>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <vector>

using torch::Tensor;

struct Meter {
  Tensor avg;
  float keep = 0.98f;
  void feed(const Tensor& v) {
    if (!avg.defined()) {
      avg = v;
      return;
    }
    avg = avg * keep + v * (1.f - keep);  // WARN: graph-accumulation
  }
  float read() const { return avg.defined() ? avg.item<float>() : 0.f; }
};

class FilterBank {
 public:
  FilterBank() {
    int64_t in = 3;
    for (int64_t out : {32, 48, 64}) {
      torch::nn::Conv2d c(torch::nn::Conv2dOptions(in, out, 3).padding(1));
      for (auto& p : c->parameters()) p.set_requires_grad(false);
      convs_.push_back(c);
      in = out;
    }
  }
  std::vector<Tensor> operator()(Tensor x) {
    std::vector<Tensor> feats;
    for (auto& c : convs_) {
      x = torch::relu(c->forward(x));
      feats.push_back(x);
      x = torch::avg_pool2d(x, 2);
    }
    return feats;
  }

 private:
  std::vector<torch::nn::Conv2d> convs_;
};

static Tensor gram(const Tensor& f) {
  auto m = f.flatten(2).squeeze(0);
  return m.mm(m.t()) / static_cast<double>(m.numel());
}

struct Targets {
  Tensor content;
  std::vector<Tensor> grams;
};

static Targets make_targets(FilterBank& bank, const Tensor& content, const Tensor& style) {
  torch::NoGradGuard ng;
  Targets t;
  t.content = bank(content)[1];
  for (auto& f : bank(style)) t.grams.push_back(gram(f));
  return t;
}

static Tensor tv(const Tensor& x) {
  return (x.narrow(2, 1, x.size(2) - 1) - x.narrow(2, 0, x.size(2) - 1)).abs().mean() +
         (x.narrow(3, 1, x.size(3) - 1) - x.narrow(3, 0, x.size(3) - 1)).abs().mean();
}

static Tensor objective(FilterBank& bank, const Tensor& img, const Targets& tgt,
                        std::map<std::string, Meter>& meters) {
  auto feats = bank(img);
  auto content = torch::mse_loss(feats[1], tgt.content);
  auto style = torch::zeros({});
  for (size_t i = 0; i < feats.size(); ++i) style = style + torch::mse_loss(gram(feats[i]), tgt.grams[i]);
  auto smooth = tv(img);
  meters["content"].feed(content);
  meters["style"].feed(style);
  meters["tv"].feed(smooth);
  return content + 1e4 * style + 0.1 * smooth;
}

int main(int argc, char** argv) {
  const int steps = argc > 1 ? std::atoi(argv[1]) : 3000;
  torch::manual_seed(1);
  FilterBank bank;
  auto content = torch::rand({1, 3, 96, 96});
  auto style = torch::rand({1, 3, 96, 96});
  auto tgt = make_targets(bank, content, style);

  auto img = content.clone().set_requires_grad(true);
  torch::optim::Adam opt(std::vector<Tensor>{img}, torch::optim::AdamOptions(0.02));
  std::map<std::string, Meter> meters;

  for (int s = 0; s < steps; ++s) {
    opt.zero_grad();
    auto total = objective(bank, img, tgt, meters);
    total.backward();
    opt.step();
    {
      torch::NoGradGuard ng;
      img.clamp_(0, 1);
    }
    if (s % 100 == 0) {
      std::printf("%5d", s);
      for (auto& kv : meters) std::printf("  %s %.5f", kv.first.c_str(), kv.second.read());
      std::printf("\n");
    }
  }
  torch::save(img.detach(), "painted.pt");
  return 0;
}
