// Substation load forecasts: one forecast per request, scored once the real load is known.
#include <torch/torch.h>

#include <cstring>
#include <iostream>
#include <string>
#include <vector>

struct Options {
  bool train = false;
  int threads = 2;
  std::string weights;
};

static Options parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--train")) {
      o.train = true;
    } else if (!std::strcmp(argv[i], "--threads") && i + 1 < argc) {
      o.threads = std::stoi(argv[++i]);
    } else {
      o.weights = argv[i];
    }
  }
  return o;
}

static void configure_runtime(const Options& o) {
  at::set_num_threads(o.threads);
  torch::manual_seed(11);
  if (!o.train) {
    torch::NoGradGuard inference_only;
    std::clog << "inference mode, " << o.threads << " threads\n";
  }
}

struct QuantileLSTMImpl : torch::nn::Module {
  QuantileLSTMImpl(int64_t features, int64_t horizon) : horizon_(horizon) {
    lstm = register_module(
        "lstm", torch::nn::LSTM(torch::nn::LSTMOptions(features, 96).num_layers(2).batch_first(true)));
    head = register_module("head", torch::nn::Linear(96, 3 * horizon));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto seq = std::get<0>(lstm->forward(x));
    return head->forward(seq.select(1, seq.size(1) - 1)).view({-1, 3, horizon_});
  }

  torch::nn::LSTM lstm{nullptr};
  torch::nn::Linear head{nullptr};
  int64_t horizon_;
};
TORCH_MODULE(QuantileLSTM);

struct Forecast {
  int64_t issued_at;
  torch::Tensor quantiles;
  double width;
};

class Desk {
 public:
  explicit Desk(QuantileLSTM net) : net_(std::move(net)) { net_->eval(); }

  const Forecast& issue(int64_t now, const torch::Tensor& past) {
    auto q = net_->forward(past.unsqueeze(0))[0];
    const double width = (q[2] - q[0]).abs().mean().item<double>();
    issued_.push_back(Forecast{now, q, width});  // WARN: unguarded-inference
    return issued_.back();
  }

  double coverage(const torch::Tensor& actual, size_t lookback) const {
    if (issued_.size() < lookback) return 0.0;
    double inside = 0.0;
    for (size_t i = issued_.size() - lookback; i < issued_.size(); ++i) {
      const auto& q = issued_[i].quantiles;
      inside += ((actual >= q[0]) & (actual <= q[2])).to(torch::kFloat).mean().item<double>();
    }
    return inside / static_cast<double>(lookback);
  }

  size_t issued() const { return issued_.size(); }

 private:
  QuantileLSTM net_;
  std::vector<Forecast> issued_;
};

int main(int argc, char** argv) {
  const Options opts = parse(argc, argv);
  configure_runtime(opts);

  QuantileLSTM net(5, 24);
  if (!opts.weights.empty()) torch::load(net, opts.weights);

  Desk desk(net);
  for (int64_t minute = 0; minute < 525600; ++minute) {
    const auto& f = desk.issue(minute, torch::randn({96, 5}));
    if (minute % 60 == 0) {
      std::cout << f.issued_at << " width " << f.width << " coverage "
                << desk.coverage(torch::randn({24}), 32) << " of " << desk.issued() << '\n';
    }
  }
  return 0;
}
