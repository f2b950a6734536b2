#include <torch/torch.h>
#include <optional>
#include <string>
#include <vector>

namespace monitor {

struct Reading {
  std::vector<float> values;
  std::string sensor;
};

struct AutoEncoderImpl : torch::nn::Module {
  AutoEncoderImpl(int64_t n) : enc(register_module("enc", torch::nn::Linear(n, 8))), dec(register_module("dec", torch::nn::Linear(8, n))) {
  }
  torch::Tensor forward(const torch::Tensor& x) {
    return dec(torch::relu(enc(x)));
  }
  torch::nn::Linear enc, dec;
};
TORCH_MODULE(AutoEncoder);

struct Anomaly {
  std::string sensor;
  torch::Tensor residual;
};

class Detector {
 public:
  explicit Detector(const std::string& weights) : net_(16) {
    torch::load(net_, weights);
    net_->eval();
  }
  std::optional<Anomaly> inspect(const Reading& r) {
    auto x = torch::tensor(r.values);
    auto residual = (net_->forward(x) - x).abs();
    if (residual.max().item<float>() < threshold_)
      return std::nullopt;
    return Anomaly{r.sensor, residual};
  }
  void feed(const Reading& r) {
    if (auto a = inspect(r))
      anomalies_.push_back(*a);  // WARN: unguarded-inference
  }
  size_t count() const {
    return anomalies_.size();
  }

 private:
  AutoEncoder net_;
  float threshold_ = 0.5f;
  std::vector<Anomaly> anomalies_;
};

}  // namespace monitor

void loop(monitor::Detector& d, bool (*next)(monitor::Reading&)) {
  monitor::Reading r;
  while (next(r))
    d.feed(r);
}
