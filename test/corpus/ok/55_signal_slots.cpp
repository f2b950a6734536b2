#include <torch/torch.h>
#include <functional>
#include <map>
#include <memory>
#include <vector>

class Signal {
 public:
  using Slot = std::function<void(const torch::Tensor&)>;
  int connect(Slot s) {
    slots_[next_] = std::move(s);
    return next_++;
  }
  void disconnect(int id) {
    slots_.erase(id);
  }
  void emit(const torch::Tensor& t) const {
    for (auto& kv : slots_)
      kv.second(t);
  }

 private:
  std::map<int, Slot> slots_;
  int next_ = 0;
};

class Plot {
 public:
  explicit Plot(Signal& s) : signal_(s) {
    id_ = signal_.connect([this](const torch::Tensor& t) {
      points_.push_back(t.item<float>());
    });
  }
  ~Plot() {
    signal_.disconnect(id_);
  }

 private:
  Signal& signal_;
  int id_;
  std::vector<float> points_;
};

class Learner : public std::enable_shared_from_this<Learner> {
 public:
  Learner() : net_(6, 1), opt_(net_->parameters(), 0.05) {
  }
  void start() {
    std::weak_ptr<Learner> weak = shared_from_this();
    loss.connect([weak](const torch::Tensor& t) {
      if (auto self = weak.lock())
        self->last_ = t.detach();
    });
  }
  void step() {
    auto x = torch::randn({16, 6});
    auto l = torch::mse_loss(net_->forward(x), x.mean(1, true));
    opt_.zero_grad();
    l.backward();
    opt_.step();
    loss.emit(l);
  }
  Signal loss;

 private:
  torch::nn::Linear net_;
  torch::optim::SGD opt_;
  torch::Tensor last_;
};

int main() {
  auto learner = std::make_shared<Learner>();
  learner->start();
  Plot plot(learner->loss);
  for (int i = 0; i < 10000; ++i)
    learner->step();
}
