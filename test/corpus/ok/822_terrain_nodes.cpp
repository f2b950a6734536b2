#include <torch/torch.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace nav {

using Clock = std::chrono::steady_clock;

class Node {
 public:
  explicit Node(std::string name) : name_(std::move(name)) {}
  virtual ~Node() = default;

  void spin_once() {
    torch::NoGradGuard no_grad;
    const auto t0 = Clock::now();
    tick();
    busy_ += Clock::now() - t0;
    ++ticks_;
  }

  double mean_ms() const {
    return ticks_ ? std::chrono::duration<double, std::milli>(busy_).count() / static_cast<double>(ticks_) : 0.0;
  }
  const std::string& name() const { return name_; }

 protected:
  virtual void tick() = 0;

 private:
  std::string name_;
  Clock::duration busy_{};
  uint64_t ticks_ = 0;
};

class TerrainMapper : public Node {
 public:
  TerrainMapper()
      : Node("terrain"),
        encoder_(torch::nn::Linear(180, 64), torch::nn::ReLU(), torch::nn::Linear(64, 32)),
        grid_(torch::zeros({128, 32})),
        belief_(torch::zeros({32})) {
    encoder_->eval();
  }
  const torch::Tensor& grid() const { return grid_; }
  const torch::Tensor& belief() const { return belief_; }

 protected:
  void tick() override {
    scan_.copy_(torch::rand({180}) * 30.0);
    auto code = encoder_->forward(scan_ / 30.0);
    grid_[row_++ % 128] = code;
    belief_ = 0.95 * belief_ + 0.05 * code;
  }

 private:
  torch::nn::Sequential encoder_;
  torch::Tensor grid_, belief_, scan_ = torch::zeros({180});
  int64_t row_ = 0;
};

class Planner : public Node {
 public:
  explicit Planner(std::shared_ptr<TerrainMapper> map)
      : Node("planner"), map_(std::move(map)), cell_(32, 48), steer_(48, 2), memory_(torch::zeros({1, 48})) {}

  torch::Tensor command() const { return command_; }

 protected:
  void tick() override {
    memory_ = cell_->forward(map_->belief().unsqueeze(0), memory_);
    advance(torch::tanh(steer_->forward(memory_)).squeeze(0));
  }

 private:
  void advance(const torch::Tensor& target) { command_.lerp_(target, 0.2); }

  std::shared_ptr<TerrainMapper> map_;
  torch::nn::GRUCell cell_;
  torch::nn::Linear steer_;
  torch::Tensor memory_;
  torch::Tensor command_ = torch::zeros({2});
};

class Executive {
 public:
  template <class T, class... A>
  std::shared_ptr<T> add(A&&... a) {
    auto n = std::make_shared<T>(std::forward<A>(a)...);
    nodes_.push_back(n);
    return n;
  }
  void cycle() {
    for (auto& n : nodes_) n->spin_once();
  }
  void report() const {
    for (const auto& n : nodes_) std::cout << n->name() << ' ' << n->mean_ms() << " ms  ";
  }

 private:
  std::vector<std::shared_ptr<Node>> nodes_;
};

}  // namespace nav

int main() {
  nav::Executive exec;
  auto map = exec.add<nav::TerrainMapper>();
  auto planner = exec.add<nav::Planner>(map);
  for (uint64_t n = 1;; ++n) {
    exec.cycle();
    if (n % 200 == 0) {
      exec.report();
      std::cout << "cmd " << planner->command()[0].item<float>() << " grid " << map->grid().abs().mean().item<float>() << '\n';
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}
