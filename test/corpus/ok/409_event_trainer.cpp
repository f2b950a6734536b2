#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

// Generic trainer with hooks. Listeners see the raw step output.

struct StepOutput {
  int64_t step = 0;
  torch::Tensor loss;
  torch::Tensor logits;
  std::unordered_map<std::string, torch::Tensor> parts;
};

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_step(const StepOutput& out) = 0;
  virtual void on_epoch(int) {}
};

class Snapshot : public Listener {
 public:
  void on_step(const StepOutput& out) override {
    current_ = out;
    for (const auto& [name, value] : out.parts) latest_[name] = value;
    if (!worst_.loss.defined() || out.loss.item<float>() > worst_.loss.item<float>()) worst_ = out;
  }
  void on_epoch(int epoch) override {
    std::cout << "[" << epoch << "] step " << current_.step << " worst " << worst_.loss.item<float>();
    for (const auto& kv : latest_) std::cout << " " << kv.first << "=" << kv.second.item<float>();
    std::cout << "\n";
    worst_ = StepOutput{};
  }

 private:
  StepOutput current_, worst_;
  std::unordered_map<std::string, torch::Tensor> latest_;
};

class EpochCurve : public Listener {
 public:
  void on_step(const StepOutput& out) override {
    losses_.push_back(out.loss);
    sum_ = sum_.defined() ? sum_ + out.loss : out.loss;
  }
  void on_epoch(int epoch) override {
    auto all = torch::stack(losses_);
    std::cout << "[" << epoch << "] mean " << (sum_ / static_cast<double>(losses_.size())).item<float>() << " std "
              << all.std().item<float>() << "\n";
    history_.emplace_back(epoch, all.mean().item<float>());
    losses_.clear();
    sum_ = torch::Tensor();
  }

 private:
  std::vector<torch::Tensor> losses_;
  torch::Tensor sum_;
  std::vector<std::pair<int, float>> history_;
};

class Trainer {
 public:
  using Objective = std::function<StepOutput(const torch::Tensor&, const torch::Tensor&)>;

  Trainer(std::vector<torch::Tensor> params, Objective f)
      : objective_(std::move(f)), opt_(std::move(params), torch::optim::AdamOptions(1e-3)), schedule_(opt_, 20, 0.5) {}

  template <class L, class... A>
  void attach(A&&... a) {
    listeners_.push_back(std::make_unique<L>(std::forward<A>(a)...));
  }

  void run(int epochs, int batches) {
    int64_t step = 0;
    for (int e = 0; e < epochs; ++e) {
      for (int b = 0; b < batches; ++b) {
        auto out = objective_(torch::randn({32, 40}), torch::randint(6, {32}, torch::kLong));
        out.step = ++step;
        opt_.zero_grad();
        out.loss.backward();
        opt_.step();
        for (auto& l : listeners_) l->on_step(out);
      }
      for (auto& l : listeners_) l->on_epoch(e);
      schedule_.step();
    }
  }

 private:
  Objective objective_;
  torch::optim::Adam opt_;
  torch::optim::StepLR schedule_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

int main(int argc, char** argv) {
  const int epochs = argc > 1 ? std::stoi(argv[1]) : 100;
  torch::nn::Sequential net(torch::nn::Linear(40, 80), torch::nn::ReLU(), torch::nn::Dropout(0.2), torch::nn::Linear(80, 6));
  Trainer trainer(net->parameters(), [&net](const torch::Tensor& x, const torch::Tensor& y) {
    StepOutput out;
    out.logits = net->forward(x);
    auto ce = torch::cross_entropy_loss(out.logits, y);
    auto smooth = -torch::log_softmax(out.logits, 1).mean();
    out.parts = {{"ce", ce}, {"smooth", smooth}};
    out.loss = 0.9 * ce + 0.1 * smooth;
    return out;
  });
  trainer.attach<Snapshot>();
  trainer.attach<EpochCurve>();
  trainer.run(epochs, 300);
  torch::save(net, "net.pt");
}
