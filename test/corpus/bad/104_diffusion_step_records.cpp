#include <torch/torch.h>
#include <fstream>
#include <vector>

namespace ddpm {

struct StepRecord {
  int64_t step;
  double lr;
  torch::Tensor loss;
};

class DenoiserImpl : public torch::nn::Module {
 public:
  explicit DenoiserImpl(int64_t dim)
      : in_(register_module("in", torch::nn::Linear(dim + 1, 256))),
        mid_(register_module("mid", torch::nn::Linear(256, 256))),
        out_(register_module("out", torch::nn::Linear(256, dim))) {}
  torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& t) {
    auto h = torch::silu(in_(torch::cat({x, t.unsqueeze(1)}, 1)));
    return out_(torch::silu(mid_(h)));
  }

 private:
  torch::nn::Linear in_, mid_, out_;
};
TORCH_MODULE(Denoiser);

class Trainer {
 public:
  Trainer(Denoiser model, int64_t T) : model_(model), opt_(model->parameters(), 2e-4), T_(T) {
    auto beta = torch::linspace(1e-4, 0.02, T);
    abar_ = torch::cumprod(1 - beta, 0);
  }

  void fit(const torch::Tensor& data, int64_t steps) {
    for (int64_t i = 0; i < steps; ++i) {
      auto idx = torch::randint(data.size(0), {128}, torch::kLong);
      auto x0 = data.index_select(0, idx);
      auto t = torch::randint(T_, {128}, torch::kLong);
      auto a = abar_.index_select(0, t).unsqueeze(1);
      auto eps = torch::randn_like(x0);
      auto xt = a.sqrt() * x0 + (1 - a).sqrt() * eps;
      auto loss = torch::mse_loss(model_(xt, t.to(torch::kFloat) / T_), eps);
      opt_.zero_grad();
      loss.backward();
      opt_.step();
      records_.push_back(StepRecord{i, 2e-4, loss});  // WARN: graph-in-container
    }
  }

  void dump(const std::string& path) const {
    std::ofstream os(path);
    for (auto& r : records_) os << r.step << ',' << r.lr << ',' << r.loss.item<float>() << '\n';
  }

 private:
  Denoiser model_;
  torch::optim::AdamW opt_;
  int64_t T_;
  torch::Tensor abar_;
  std::vector<StepRecord> records_;
};

}  // namespace ddpm

int main() {
  ddpm::Trainer tr(ddpm::Denoiser(2), 1000);
  tr.fit(torch::randn({10000, 2}), 500000);
  tr.dump("ddpm.csv");
}
