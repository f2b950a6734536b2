#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <numeric>
#include <optional>
#include <vector>

namespace vol {

using Sequence = std::vector<torch::Tensor>;  // one [B, 6] tensor per bar

struct Path {
  torch::Tensor state;
  std::vector<torch::Tensor> sigmas;
};

class RecurrentModel : public torch::nn::Module {
 public:
  RecurrentModel() : cell_(6, 48), head_(48, 1) {
    register_module("cell", cell_);
    register_module("head", head_);
    start_ = register_parameter("start", torch::zeros({1, 48}));
  }

  Path walk(const Sequence& bars) {
    Path first{start_.expand({bars.front().size(0), -1}), {}};
    return std::accumulate(bars.begin(), bars.end(), std::move(first), [this](Path path, const torch::Tensor& bar) {
      path.state = cell_->forward(bar, path.state);
      path.sigmas.push_back(torch::softplus(head_->forward(path.state)).squeeze(-1));
      return path;
    });
  }

 private:
  torch::nn::GRUCell cell_;
  torch::nn::Linear head_;
  torch::Tensor start_;
};

torch::Tensor likelihood(const Path& path, const torch::Tensor& returns) {
  const auto sigma = torch::stack(path.sigmas) + 1e-3;
  return (sigma.log() + 0.5 * (returns / sigma).pow(2)).mean();
}

class Calibration {
 public:
  explicit Calibration(std::shared_ptr<RecurrentModel> model)
      : model_(std::move(model)), opt_(model_->parameters(), torch::optim::AdamOptions(2e-3)) {}

  void fit(const Sequence& bars, const torch::Tensor& returns) {
    last_ = model_->walk(bars);
    const auto loss = likelihood(*last_, returns);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    ema_ = 0.98 * ema_ + 0.02 * loss.item<double>();
  }

  double forecast() const { return last_ ? last_->sigmas.back().mean().item<double>() : 0.0; }
  double ema() const { return ema_; }

 private:
  std::shared_ptr<RecurrentModel> model_;
  torch::optim::Adam opt_;
  std::optional<Path> last_;
  double ema_ = 0;
};

Sequence window(int64_t batch, int length) {
  Sequence s(static_cast<std::size_t>(length));
  std::generate(s.begin(), s.end(), [batch] { return torch::randn({batch, 6}); });
  return s;
}

}  // namespace vol

int main() {
  vol::Calibration calibration(std::make_shared<vol::RecurrentModel>());
  for (uint64_t day = 0;; ++day) {
    const auto bars = vol::window(32, 60);
    calibration.fit(bars, torch::randn({60, 32}) * 0.5);
    if (day % 250 == 0) std::cout << day << " nll " << calibration.ema() << " sigma " << calibration.forecast() << '\n';
  }
}
