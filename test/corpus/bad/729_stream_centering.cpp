// Online click model: features are centred with a slow average before the head sees them.
#include <torch/torch.h>

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>

struct Event {
  torch::Tensor x;      // {B, 20}
  torch::Tensor label;  // {B}
};

class EventSource {
 public:
  virtual ~EventSource() = default;
  virtual std::optional<Event> next() = 0;
};

class SyntheticClicks : public EventSource {
 public:
  SyntheticClicks() : w_(torch::randn({20})) {}
  std::optional<Event> next() override {
    w_ += 0.001 * torch::randn({20});  // slow concept drift
    auto x = torch::randn({64, 20});
    return Event{x, torch::bernoulli(torch::sigmoid(x.mv(w_)))};
  }

 private:
  torch::Tensor w_;
};

class Centering {
 public:
  Centering(int64_t dim, double rate) : mean_(torch::zeros({dim})), rate_(rate) {}

  torch::Tensor apply(const torch::Tensor& f) const { return f - mean_.detach().clone(); }

  void observe(const torch::Tensor& f) {
    const auto batch_mean = f.mean(0);
    mean_.lerp_(batch_mean, rate_);  // WARN: inplace-history
    ++seen_;
  }

  int64_t seen() const { return seen_; }
  double magnitude() const { return mean_.norm().item<double>(); }

 private:
  torch::Tensor mean_;
  double rate_;
  int64_t seen_ = 0;
};

class OnlineModel {
 public:
  explicit OnlineModel(double lr)
      : trunk_(torch::nn::Linear(20, 64), torch::nn::Tanh(), torch::nn::Linear(64, 32), torch::nn::Tanh()),
        head_(32, 1),
        center_(32, 0.02),
        trunk_opt_(trunk_->parameters(), torch::optim::AdagradOptions(lr)),
        head_opt_(head_->parameters(), torch::optim::AdagradOptions(lr)) {}

  double update(const Event& e) {
    auto f = trunk_->forward(e.x);
    auto logit = head_(center_.apply(f)).squeeze(1);
    auto loss = torch::binary_cross_entropy_with_logits(logit, e.label);

    trunk_opt_.zero_grad();
    head_opt_.zero_grad();
    loss.backward();
    trunk_opt_.step();
    head_opt_.step();

    center_.observe(f);
    return loss.item<double>();
  }

  const Centering& centering() const { return center_; }

 private:
  torch::nn::Sequential trunk_;
  torch::nn::Linear head_;
  Centering center_;
  torch::optim::Adagrad trunk_opt_, head_opt_;
};

int main() {
  std::unique_ptr<EventSource> source = std::make_unique<SyntheticClicks>();
  OnlineModel model(0.05);
  double progressive = 0;
  while (auto e = source->next()) {
    progressive = 0.999 * progressive + 0.001 * model.update(*e);
    const auto& c = model.centering();
    if (c.seen() % 1000 == 0)
      std::printf("%ld batches  loss %.4f  |mean| %.3f\n", static_cast<long>(c.seen()), progressive, c.magnitude());
  }
}
