#include <torch/torch.h>

#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

struct Sample {
  int64_t step;
  torch::Tensor loss;
  torch::Tensor residual;
};

class Sink {
 public:
  virtual ~Sink() = default;
  virtual void accept(Sample s) = 0;
};

class FileSink final : public Sink {
 public:
  FileSink(const std::string& path, size_t block) : out_(path), block_(block) { pending_.reserve(block); }
  ~FileSink() override { drain(); }

  void accept(Sample s) override {
    pending_.push_back(std::move(s));
    if (pending_.size() >= block_) drain();
  }

 private:
  void drain() {
    std::vector<torch::Tensor> losses;
    for (const auto& s : pending_) losses.push_back(s.loss);
    if (!losses.empty()) {
      auto all = torch::stack(losses);
      out_ << pending_.back().step << ',' << all.mean().item<float>() << ','
           << all.max().item<float>() << ','
           << pending_.back().residual.abs().mean().item<float>() << '\n';
    }
    pending_.clear();
  }

  std::ofstream out_;
  size_t block_;
  std::vector<Sample> pending_;
};

class Regressor {
 public:
  using Listener = std::function<void(Sample)>;

  Regressor()
      : net_(torch::nn::Linear(16, 64), torch::nn::Tanh(), torch::nn::Linear(64, 1)),
        opt_(net_->parameters(), torch::optim::SGDOptions(0.02).momentum(0.9)) {}

  void on_step(Listener l) { listeners_.push_back(std::move(l)); }

  void feed(int64_t step, const torch::Tensor& x, const torch::Tensor& y) {
    auto r = net_->forward(x) - y;
    auto loss = r.square().mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    for (auto& l : listeners_) l(Sample{step, loss, r});
  }

  torch::nn::Sequential net() const { return net_; }

 private:
  torch::nn::Sequential net_;
  torch::optim::SGD opt_;
  std::vector<Listener> listeners_;
};

int main(int argc, char** argv) {
  auto sink = std::make_shared<FileSink>(argc > 1 ? argv[1] : "fit.csv", 64);
  Regressor reg;
  reg.on_step([sink](Sample s) { sink->accept(std::move(s)); });

  double worst = 0.0;
  reg.on_step([&worst](const Sample& s) {
    const double v = s.loss.item<double>();
    if (v > worst) worst = v;
  });

  const auto w = torch::randn({16, 1});
  for (int64_t step = 0; step < 5000000; ++step) {
    auto x = torch::randn({32, 16});
    reg.feed(step, x, torch::sin(x.matmul(w)));
    if (step % 10000 == 0) std::cout << "step " << step << " worst " << worst << '\n';
  }
  torch::save(reg.net(), "regressor.pt");
  return 0;
}
