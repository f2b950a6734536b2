#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace tinytrain {

struct StepOutput {
  torch::Tensor loss;
  torch::Tensor prediction;
};

class Callback {
 public:
  virtual ~Callback() = default;
  virtual void on_step(int64_t, const StepOutput&) {}
  virtual bool on_epoch(int) { return true; }
};

class RunningLoss : public Callback {
 public:
  void on_step(int64_t, const StepOutput& o) override {
    sum_ += o.loss.item<double>();
    ++n_;
  }
  bool on_epoch(int e) override {
    std::cout << "epoch " << e << " loss " << sum_ / static_cast<double>(n_) << std::endl;
    sum_ = 0;
    n_ = 0;
    return true;
  }

 private:
  double sum_ = 0;
  int64_t n_ = 0;
};

// keeps the worst prediction of the current epoch around for a picture
class WorstCase : public Callback {
 public:
  void on_step(int64_t step, const StepOutput& o) override {
    const double l = o.loss.item<double>();
    if (l > worst_) {
      worst_ = l;
      step_ = step;
      out_ = o;
    }
  }
  bool on_epoch(int) override {
    if (out_.prediction.defined())
      std::cout << "  worst step " << step_ << " range " << out_.prediction.min().item<float>() << ".."
                << out_.prediction.max().item<float>() << "\n";
    worst_ = -std::numeric_limits<double>::infinity();
    return true;
  }

 private:
  double worst_ = -std::numeric_limits<double>::infinity();
  int64_t step_ = 0;
  StepOutput out_;
};

template <typename Model>
class Trainer {
 public:
  using Loss = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;

  Trainer(Model m, std::unique_ptr<torch::optim::Optimizer> opt, Loss loss)
      : model_(std::move(m)), opt_(std::move(opt)), loss_(std::move(loss)) {}

  template <typename C, typename... A>
  Trainer& with(A&&... a) {
    callbacks_.push_back(std::make_shared<C>(std::forward<A>(a)...));
    return *this;
  }

  StepOutput step(const torch::Tensor& x, const torch::Tensor& y) {
    StepOutput o;
    o.prediction = model_->forward(x);
    o.loss = loss_(o.prediction, y);
    opt_->zero_grad();
    o.loss.backward();
    opt_->step();
    return o;
  }

  template <typename Batches>
  void fit(Batches&& next, int epochs, int64_t per_epoch) {
    for (int e = 0; e < epochs; ++e) {
      for (int64_t i = 0; i < per_epoch; ++i) {
        auto [x, y] = next();
        last_ = step(x, y);
        for (auto& c : callbacks_) c->on_step(i, last_);
      }
      bool go = true;
      for (auto& c : callbacks_) go = c->on_epoch(e) && go;
      if (!go) return;
    }
  }

  double last_loss() const { return last_.loss.item<double>(); }

 private:
  Model model_;
  std::unique_ptr<torch::optim::Optimizer> opt_;
  Loss loss_;
  std::vector<std::shared_ptr<Callback>> callbacks_;
  StepOutput last_;
};

}  // namespace tinytrain

int main() {
  torch::nn::Sequential net(torch::nn::Linear(1, 64), torch::nn::SiLU(), torch::nn::Linear(64, 1));
  auto opt = std::make_unique<torch::optim::Adam>(net->parameters(), torch::optim::AdamOptions(1e-3));
  tinytrain::Trainer<torch::nn::Sequential> trainer(
      net, std::move(opt), [](const torch::Tensor& p, const torch::Tensor& y) { return torch::huber_loss(p, y); });
  trainer.with<tinytrain::RunningLoss>().with<tinytrain::WorstCase>();
  trainer.fit(
      [] {
        auto x = torch::rand({64, 1}) * 6 - 3;
        return std::make_pair(x, torch::sin(2 * x) + 0.1 * torch::randn_like(x));
      },
      10000, 300);
  std::cout << "final " << trainer.last_loss() << std::endl;
}
