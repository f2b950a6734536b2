#include <torch/torch.h>

#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

struct StepEvent {
  int64_t step = 0;
  double lr = 0.0;
  torch::Tensor objective;
};

class EventBus {
 public:
  using Handler = std::function<void(const StepEvent&)>;

  void subscribe(Handler h) { handlers_.push_back(std::move(h)); }

  void publish(const StepEvent& e) const {
    for (const auto& h : handlers_) h(e);
  }

 private:
  std::vector<Handler> handlers_;
};

class CurveRecorder {
 public:
  void attach(EventBus& bus) {
    bus.subscribe([this](const StepEvent& e) { record(e); });
  }

  void write_csv(const std::string& path) const {
    std::ofstream out(path);
    out << "step,lr,objective\n";
    for (const auto& e : points_) {
      out << e.step << ',' << e.lr << ',' << e.objective.item<float>() << '\n';
    }
  }

 private:
  void record(const StepEvent& e) {
    if (e.step % stride_ != 0) return;
    points_.emplace_back(e);  // WARN: graph-in-container
  }

  int64_t stride_ = 2;
  std::vector<StepEvent> points_;
};

struct SpectroNetImpl : torch::nn::Module {
  SpectroNetImpl(int64_t bands, int64_t classes) {
    body = register_module(
        "body",
        torch::nn::Sequential(
            torch::nn::Linear(bands, 256), torch::nn::GELU(),
            torch::nn::Linear(256, 256), torch::nn::GELU(),
            torch::nn::Linear(256, classes)));
  }
  torch::Tensor forward(const torch::Tensor& x) { return body->forward(x); }
  torch::nn::Sequential body{nullptr};
};
TORCH_MODULE(SpectroNet);

class Fitter {
 public:
  Fitter(SpectroNet net, EventBus& bus)
      : net_(std::move(net)),
        bus_(bus),
        opt_(net_->parameters(), torch::optim::AdamWOptions(3e-4).weight_decay(1e-2)) {}

  void fit(int64_t steps) {
    net_->train();
    for (int64_t i = 0; i < steps; ++i) {
      auto x = torch::randn({64, 200});
      auto y = torch::randint(0, 17, {64}, torch::kLong);
      bus_.publish(advance(i, x, y));
    }
  }

 private:
  StepEvent advance(int64_t i, const torch::Tensor& x, const torch::Tensor& y) {
    opt_.zero_grad();
    StepEvent e;
    e.step = i;
    e.lr = static_cast<torch::optim::AdamWOptions&>(opt_.param_groups()[0].options()).lr();
    e.objective = torch::nn::functional::cross_entropy(
        net_->forward(x), y,
        torch::nn::functional::CrossEntropyFuncOptions().label_smoothing(0.05));
    e.objective.backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 1.0);
    opt_.step();
    return e;
  }

  SpectroNet net_;
  EventBus& bus_;
  torch::optim::AdamW opt_;
};

int main(int argc, char** argv) {
  const int64_t steps = argc > 1 ? std::stoll(argv[1]) : 20000;
  EventBus bus;
  CurveRecorder recorder;
  recorder.attach(bus);
  bus.subscribe([](const StepEvent& e) {
    if (e.step % 500 == 0) {
      std::cout << "step " << e.step << " obj " << e.objective.item<double>() << std::endl;
    }
  });

  SpectroNet net(200, 17);
  Fitter fitter(net, bus);
  fitter.fit(steps);
  recorder.write_csv("curve.csv");
  torch::save(net, "spectro.pt");
  return 0;
}
