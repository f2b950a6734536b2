#include <torch/torch.h>
#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <vector>

struct Context {
  int epoch = 0;
  torch::Tensor loss;
  torch::nn::Module* model = nullptr;
  bool stop = false;
};

class Callback {
 public:
  virtual ~Callback() = default;
  virtual void batch_end(Context&) {
  }
  virtual void epoch_end(Context&) {
  }
};

class EarlyStopping : public Callback {
 public:
  void epoch_end(Context& c) override {
    auto v = c.loss.item<double>();
    bad_ = v < best_ ? 0 : bad_ + 1;
    best_ = std::min(best_, v);
    c.stop = bad_ > 5;
  }

 private:
  double best_ = std::numeric_limits<double>::max();
  int bad_ = 0;
};

class Checkpoint : public Callback {
 public:
  void epoch_end(Context& c) override {
    weights_.clear();
    for (const auto& p : c.model->parameters())
      weights_.push_back(p.detach().clone());
  }

 private:
  std::vector<torch::Tensor> weights_;
};

class RunningMean : public Callback {
 public:
  void batch_end(Context& c) override {
    losses_.push_back(c.loss);
  }
  void epoch_end(Context&) override {
    mean_ = torch::stack(losses_).mean().item<double>();
    losses_.clear();
  }

 private:
  std::vector<torch::Tensor> losses_;
  double mean_ = 0;
};

int main() {
  torch::nn::Linear net(5, 1);
  torch::optim::SGD opt(net->parameters(), 0.01);
  std::vector<std::unique_ptr<Callback>> callbacks;
  callbacks.push_back(std::make_unique<EarlyStopping>());
  callbacks.push_back(std::make_unique<Checkpoint>());
  callbacks.push_back(std::make_unique<RunningMean>());
  Context c;
  c.model = net.get();
  for (; c.epoch < 1000 && !c.stop; ++c.epoch) {
    for (int b = 0; b < 50; ++b) {
      auto x = torch::randn({8, 5});
      c.loss = torch::mse_loss(net->forward(x), x.sum(1, true));
      opt.zero_grad();
      c.loss.backward();
      opt.step();
      for (auto& cb : callbacks)
        cb->batch_end(c);
    }
    for (auto& cb : callbacks)
      cb->epoch_end(c);
  }
}
