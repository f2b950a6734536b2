#include <torch/torch.h>

#include <iostream>
#include <optional>
#include <string>
#include <vector>

// Meta-learned prior for next-word preference. Each user request adapts the prior with one step that is scaled by
// the curvature along the gradient, then the prior moves a little towards the adapted weights.

struct Request {
  std::string user;
  torch::Tensor features;  // [n, d]
  torch::Tensor chosen;    // [n]
};

struct Adapted {
  torch::Tensor weights;
  double before = 0;
  double rate = 0;
};

class PreferenceModel {
 public:
  explicit PreferenceModel(int64_t dim) : prior_(torch::zeros({dim})) {}

  Adapted adapt(const Request& r) const {
    auto w = prior_.clone().set_requires_grad(true);
    auto loss = objective(w, r);
    loss.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
    const auto& g = w.grad();

    auto slope = (g * g.detach()).sum();
    auto hg = torch::autograd::grad({slope}, {w})[0];

    torch::NoGradGuard no_grad;
    auto gg = g.dot(g).item<double>();
    auto ghg = g.dot(hg).item<double>();
    Adapted out;
    out.rate = ghg > 1e-9 ? std::min(gg / ghg, 5.0) : 0.5;
    out.before = loss.item<double>();
    out.weights = w - out.rate * g;
    return out;
  }

  void move_towards(const torch::Tensor& weights, double rate) {
    torch::NoGradGuard no_grad;
    prior_.lerp_(weights, rate);
  }

  double evaluate(const torch::Tensor& w, const Request& r) const {
    torch::NoGradGuard no_grad;
    return objective(w, r).item<double>();
  }

 private:
  static torch::Tensor objective(const torch::Tensor& w, const Request& r) {
    auto fit = torch::binary_cross_entropy_with_logits(r.features.mv(w), r.chosen);
    return fit + 1e-3 * w.pow(2).sum();
  }
  torch::Tensor prior_;
};

class Gateway {
 public:
  std::optional<Request> receive() {
    auto truth = torch::randn({kDim});
    auto x = torch::randn({20, kDim});
    return Request{"u" + std::to_string(served_++ % 500), x, x.mv(truth).gt(0).to(torch::kFloat)};
  }
  static constexpr int64_t kDim = 256;

 private:
  long served_ = 0;
};

int main() {
  Gateway gateway;
  PreferenceModel model(Gateway::kDim);
  double gain = 0;
  long n = 0;
  while (auto r = gateway.receive()) {
    auto adapted = model.adapt(*r);
    double after = model.evaluate(adapted.weights, *r);
    model.move_towards(adapted.weights, 0.01);
    gain += 0.01 * ((adapted.before - after) - gain);
    if (++n % 1000 == 0) std::cout << n << " requests, gain " << gain << ", rate " << adapted.rate << "\n";
  }
}
