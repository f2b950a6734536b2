// texture transfer with L-BFGS on the pixels
#include <torch/torch.h>
#include <array>
#include <cmath>
#include <iostream>
#include <limits>
#include <vector>

using torch::Tensor;

struct Encoder {
  std::vector<Tensor> w;
  Encoder() {
    int64_t in = 3;
    for (int64_t out : {24, 32, 48}) {
      w.push_back(torch::randn({out, in, 3, 3}) * std::sqrt(2.0 / (in * 9)));
      in = out;
    }
  }
  std::vector<Tensor> run(Tensor x) const {
    std::vector<Tensor> out;
    for (auto& k : w) {
      x = torch::relu(torch::conv2d(x, k, {}, 1, 1));
      out.push_back(x);
      x = torch::max_pool2d(x, 2);
    }
    return out;
  }
};

static Tensor gram(const Tensor& f) {
  auto m = f.view({f.size(1), -1});
  return m.mm(m.t()).div(static_cast<double>(m.numel()));
}

class Pastiche {
 public:
  Pastiche(const Tensor& content, const Tensor& style) {
    for (auto& f : enc_.run(style)) grams_.push_back(gram(f));
    content_ = enc_.run(content)[1];
    img_ = content.clone();
    img_.requires_grad_(true);
  }

  Tensor evaluate() {
    auto feats = enc_.run(img_);
    style_ = torch::zeros({});
    for (size_t i = 0; i < grams_.size(); ++i) style_ = style_ + (gram(feats[i]) - grams_[i]).pow(2).sum();
    match_ = (feats[1] - content_).pow(2).mean();
    return 1e3 * style_ + match_;
  }

  void remember(double v) {
    if (v >= best_) return;
    best_ = v;
    best_img_ = img_.detach().clone();
    shots_[shot_++ % shots_.size()] = best_img_;
  }

  double run(int outer) {
    torch::optim::LBFGS opt(std::vector<Tensor>{img_},
                            torch::optim::LBFGSOptions(0.8).max_iter(20).history_size(10));
    int calls = 0;
    Tensor last;
    for (int o = 0; o < outer; ++o) {
      auto closure = [&]() -> Tensor {
        opt.zero_grad();
        last = evaluate();
        last.backward();
        ++calls;
        return last;
      };
      opt.step(closure);
      {
        torch::NoGradGuard ng;
        img_.clamp_(-0.2, 1.2);
      }
      remember(last.item<double>());
      if (o % 10 == 0)
        std::cout << o << " (" << calls << " calls) total " << last.item<float>() << " style " << style_.item<float>()
                  << " content " << match_.item<float>() << "\n";
    }
    return best_;
  }

  Tensor best() const { return best_img_; }

 private:
  Encoder enc_;
  std::vector<Tensor> grams_;
  Tensor content_, img_, style_, match_, best_img_;
  std::array<Tensor, 4> shots_;
  size_t shot_ = 0;
  double best_ = std::numeric_limits<double>::infinity();
};

int main(int argc, char** argv) {
  int outer = argc > 1 ? std::stoi(argv[1]) : 500;
  torch::manual_seed(21);
  auto content = torch::rand({1, 3, 64, 64});
  auto stripes = ((torch::arange(64).div(4, "floor")).remainder(2)).to(torch::kFloat).expand({1, 3, 64, 64}).contiguous();
  Pastiche p(content, stripes);
  std::cout << "best " << p.run(outer) << "\n";
  if (p.best().defined()) torch::save(p.best(), "pastiche.pt");
}
