// Tide forecasts: the service thread owns its model, its runtime settings and its list of issued forecasts.
#include <torch/torch.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

class ServiceScope {
 public:
  explicit ServiceScope(int threads) { at::set_num_threads(threads); }
  ServiceScope(const ServiceScope&) = delete;
  ServiceScope& operator=(const ServiceScope&) = delete;

 private:
  torch::NoGradGuard no_grad_;
};

struct TideNetImpl : torch::nn::Module {
  TideNetImpl()
      : gru(register_module("gru", torch::nn::GRU(torch::nn::GRUOptions(2, 64)))),
        head(register_module("head", torch::nn::Linear(64, 12))) {}

  std::pair<torch::Tensor, torch::Tensor> forward(const torch::Tensor& x, const torch::Tensor& h) {
    auto out = gru->forward(x, h);
    return {head->forward(std::get<0>(out)[-1]), std::get<1>(out)};
  }

  torch::nn::GRU gru;
  torch::nn::Linear head;
};
TORCH_MODULE(TideNet);

class TideService {
 public:
  TideService(TideNet net, size_t keep) : net_(std::move(net)), keep_(keep) {}
  ~TideService() { stop(); }

  void start() {
    runner_ = std::thread([this] { run(); });
  }

  void stop() {
    stopping_ = true;
    if (runner_.joinable()) runner_.join();
  }

  double bias() const {
    std::lock_guard<std::mutex> lk(m_);
    return bias_;
  }

 private:
  void run() {
    const auto scope = std::make_unique<ServiceScope>(1);
    net_->eval();
    memory_ = torch::zeros({1, 1, 64});
    auto offset = torch::zeros({12});
    while (!stopping_) {
      auto reading = torch::randn({4, 1, 2});
      auto [forecast, next] = net_->forward(reading, memory_);
      memory_ = next;
      offset = 0.95 * offset + 0.05 * forecast.squeeze(0);
      issued_.push_back(forecast);
      if (issued_.size() > keep_) issued_.erase(issued_.begin());
      publish(offset);
    }
  }

  void publish(const torch::Tensor& offset) {
    std::lock_guard<std::mutex> lk(m_);
    bias_ = offset.mean().item<double>();
  }

  TideNet net_;
  size_t keep_;
  torch::Tensor memory_;
  std::vector<torch::Tensor> issued_;
  mutable std::mutex m_;
  double bias_ = 0.0;
  std::atomic<bool> stopping_{false};
  std::thread runner_;
};

int main(int argc, char** argv) {
  TideNet net;
  if (argc > 1) torch::load(net, argv[1]);
  TideService service(net, argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 48);
  service.start();
  for (int i = 0; i < 1000; ++i) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    std::cout << "bias " << service.bias() << '\n';
  }
  service.stop();
  return 0;
}
