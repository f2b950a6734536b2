#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <numeric>
#include <vector>

struct EvalScope {
  explicit EvalScope(torch::nn::Module& m) : module(m), was_training(m.is_training()) { module.eval(); }
  ~EvalScope() { module.train(was_training); }

  torch::NoGradGuard no_grad;
  torch::nn::Module& module;
  bool was_training;
};

struct Prediction {
  int64_t index;
  torch::Tensor value;
  torch::Tensor residual;
};

struct Dataset {
  std::vector<torch::Tensor> x, y;
};

class Forecaster : public torch::nn::Module {
 public:
  Forecaster() {
    conv_ = register_module("conv", torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 16, 5)));
    fc_ = register_module("fc", torch::nn::Linear(16 * 20, 4));
  }
  torch::Tensor forward(const torch::Tensor& x) { return fc_->forward(torch::relu(conv_->forward(x)).flatten(1)); }

 private:
  torch::nn::Conv1d conv_{nullptr};
  torch::nn::Linear fc_{nullptr};
};

std::vector<Prediction> predict_all(Forecaster& net, const Dataset& d) {
  std::vector<Prediction> out;
  std::transform(d.x.begin(), d.x.end(), d.y.begin(), std::back_inserter(out),
                 [&, i = int64_t{0}](const torch::Tensor& x, const torch::Tensor& y) mutable {
                   auto p = net.forward(x);
                   return Prediction{i++, p, (p - y).abs().mean()};
                 });
  return out;
}

torch::Tensor total_residual(const std::vector<Prediction>& ps) {
  return std::accumulate(ps.begin(), ps.end(), torch::zeros({}),
                         [](const torch::Tensor& a, const Prediction& p) { return a + p.residual; });
}

class Monitor {
 public:
  double evaluate(Forecaster& net, const Dataset& d) {
    EvalScope scope(net);
    auto ps = predict_all(net, d);
    total_ = total_ + total_residual(ps);
    std::sort(ps.begin(), ps.end(), [](const Prediction& a, const Prediction& b) {
      return a.residual.item<float>() > b.residual.item<float>();
    });
    ps.resize(std::min<size_t>(ps.size(), 3), Prediction{});
    worst_.insert(worst_.end(), ps.begin(), ps.end());
    if (worst_.size() > 300) worst_.erase(worst_.begin(), worst_.end() - 300);
    return total_.item<double>() / static_cast<double>(++rounds_);
  }
  const std::vector<Prediction>& worst() const { return worst_; }

 private:
  torch::Tensor total_ = torch::zeros({});
  int64_t rounds_ = 0;
  std::vector<Prediction> worst_;
};

int main() {
  auto make = [](int n) {
    Dataset d;
    for (int i = 0; i < n; ++i) {
      auto s = torch::cumsum(torch::randn({8, 1, 28}) * 0.3, 2);
      d.x.push_back(s.narrow(2, 0, 24));
      d.y.push_back(s.narrow(2, 24, 4).squeeze(1));
    }
    return d;
  };
  auto train = make(40), held_out = make(10);
  auto net = std::make_shared<Forecaster>();
  torch::optim::RMSprop opt(net->parameters(), torch::optim::RMSpropOptions(1e-3));
  Monitor monitor;
  for (int epoch = 0; epoch < 100000; ++epoch) {
    for (size_t i = 0; i < train.x.size(); ++i) {
      opt.zero_grad();
      torch::mse_loss(net->forward(train.x[i]), train.y[i]).backward();
      opt.step();
    }
    const double r = monitor.evaluate(*net, held_out);
    if (epoch % 10 == 0) std::cout << epoch << " running residual " << r << " kept " << monitor.worst().size() << "\n";
  }
}
