#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <memory>
#include <optional>
#include <utility>

// Learned simulator that keeps ticking next to the real plant (digital twin).
class DigitalTwin {
 public:
  using Observer = std::function<void(uint64_t tick, float temperature)>;
  class Builder;
  void observe(Observer o) { observer_ = std::move(o); }
  void tick(const torch::Tensor& control);

 private:
  struct Dynamics;
  explicit DigitalTwin(std::shared_ptr<Dynamics> d, torch::Tensor start) : dyn_(std::move(d)), latent_(std::move(start)) {}
  void advanceTo(torch::Tensor next);

  std::shared_ptr<Dynamics> dyn_;
  torch::Tensor latent_;
  std::optional<float> lastTemp_;
  Observer observer_;
  uint64_t ticks_ = 0;
};

struct DigitalTwin::Dynamics : torch::nn::Module {
  Dynamics(int64_t latent, int64_t control) {
    cell = register_module("cell", torch::nn::GRUCell(control, latent));
    probe = register_module("probe", torch::nn::Linear(latent, 1));
  }
  torch::Tensor transition(const torch::Tensor& z, const torch::Tensor& u) { return cell->forward(u, z); }
  float temperature(const torch::Tensor& z) { return probe->forward(z).mean().item<float>(); }
  torch::nn::GRUCell cell{nullptr};
  torch::nn::Linear probe{nullptr};
};

class DigitalTwin::Builder {
 public:
  Builder& latent(int64_t n) { return latent_ = n, *this; }
  Builder& control(int64_t n) { return control_ = n, *this; }
  Builder& replicas(int64_t n) { return replicas_ = n, *this; }
  DigitalTwin build() const {
    auto d = std::make_shared<Dynamics>(latent_, control_);
    d->eval();
    return DigitalTwin(std::move(d), torch::zeros({replicas_, latent_}));
  }

 private:
  int64_t latent_ = 64, control_ = 4, replicas_ = 1;
};

void DigitalTwin::tick(const torch::Tensor& control) {
  auto z = dyn_->transition(latent_, control);
  const float temp = dyn_->temperature(z);
  if (observer_ && (!lastTemp_ || std::abs(*lastTemp_ - temp) > 0.01f)) observer_(ticks_, temp);
  lastTemp_ = temp;
  advanceTo(std::move(z));
}

void DigitalTwin::advanceTo(torch::Tensor next) {
  ++ticks_;
  latent_ = std::move(next);  // WARN: recurrent-state
}

int main() {
  auto twin = DigitalTwin::Builder().latent(128).control(6).replicas(32).build();
  twin.observe([](uint64_t t, float temp) {
    if (t % 1000 == 0) std::cout << "tick " << t << " temp " << temp << "\n";
  });
  for (;;) twin.tick(torch::rand({32, 6}));
}
