#include <torch/torch.h>
#include <deque>
#include <functional>
#include <string>

class Plotter {
 public:
  using Source = std::function<double()>;
  void defer(Source s) {
    pending_.push_back(std::move(s));
  }
  void log(const std::string&, torch::Tensor t) {
    points_.push_front(t);  // WARN: graph-in-container
  }
  size_t points() const {
    return points_.size();
  }

 private:
  std::deque<Source> pending_;
  std::deque<torch::Tensor> points_;
};

class Regression {
 public:
  explicit Regression(Plotter* p) : plotter_(p), net_(3, 1), opt_(net_->parameters(), torch::optim::RMSpropOptions(1e-3)) {
  }
  double step() {
    auto x = torch::rand({128, 3});
    auto loss = torch::huber_loss(net_->forward(x), x.prod(1, true));
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    if (plotter_)
      plotter_->log("loss", loss);
    return loss.item<double>();
  }

 private:
  Plotter* plotter_;
  torch::nn::Linear net_;
  torch::optim::RMSprop opt_;
};

int main() {
  Plotter plotter;
  Regression r(&plotter);
  double ema = 0;
  do {
    ema = 0.99 * ema + 0.01 * r.step();
  } while (ema > 1e-8 || plotter.points() < 1000);
}
