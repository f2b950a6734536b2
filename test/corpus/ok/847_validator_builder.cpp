#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <memory>
#include <utility>

using Net = torch::nn::Sequential;
using LossFn = std::function<torch::Tensor(const torch::Tensor&, const torch::Tensor&)>;
using Source = std::function<std::pair<torch::Tensor, torch::Tensor>()>;

class InferenceScope {
 public:
  explicit InferenceScope(torch::nn::Module& m) : module_(m), training_(m.is_training()) { module_.eval(); }
  ~InferenceScope() { module_.train(training_); }

 private:
  torch::NoGradGuard grad_off_;
  torch::nn::Module& module_;
  bool training_;
};

class Validator {
 public:
  class Builder;

  void run() {
    InferenceScope scope(*net_);
    for (int i = 0; i < batches_; ++i) visit(source_());
  }

  double average() const { return seen_ ? total_.item<double>() / seen_ : 0.0; }

 private:
  void visit(const std::pair<torch::Tensor, torch::Tensor>& batch) {
    const auto prediction = net_->forward(batch.first);
    total_ += loss_(prediction, batch.second);
    residual_.lerp_((prediction - batch.second).mean(0), 0.05);
    ++seen_;
  }

  Net net_{nullptr};
  LossFn loss_;
  Source source_;
  int batches_ = 10;
  torch::Tensor total_ = torch::zeros({});
  torch::Tensor residual_ = torch::zeros({3});
  int64_t seen_ = 0;
};

class Validator::Builder {
 public:
  Builder& net(Net n) { v_->net_ = std::move(n); return *this; }
  Builder& loss(LossFn f) { v_->loss_ = std::move(f); return *this; }
  Builder& source(Source s) { v_->source_ = std::move(s); return *this; }
  Builder& batches(int n) { v_->batches_ = n; return *this; }
  std::unique_ptr<Validator> build() {
    TORCH_CHECK(v_->net_ && v_->loss_ && v_->source_, "incomplete validator");
    return std::move(v_);
  }

 private:
  std::unique_ptr<Validator> v_ = std::make_unique<Validator>();
};

class Trainer {
 public:
  Trainer(Net net, Source source)
      : net_(std::move(net)), source_(std::move(source)), opt_(net_->parameters(), 1e-3) {}

  void after_epoch(std::function<void(int)> f) { after_ = std::move(f); }

  void fit(int epochs) {
    for (int e = 0; e < epochs; ++e) {
      for (int i = 0; i < 100; ++i) {
        auto [x, y] = source_();
        opt_.zero_grad();
        torch::mse_loss(net_->forward(x), y).backward();
        opt_.step();
      }
      if (after_) after_(e);
    }
  }

 private:
  Net net_;
  Source source_;
  torch::optim::Adam opt_;
  std::function<void(int)> after_;
};

int main() {
  Net net(torch::nn::Linear(9, 60), torch::nn::ReLU(), torch::nn::Dropout(0.2), torch::nn::Linear(60, 3));
  Source source = [] {
    auto x = torch::randn({32, 9});
    return std::make_pair(x, x.reshape({32, 3, 3}).sum(2));
  };
  auto validator = Validator::Builder()
                       .net(net)
                       .loss([](const torch::Tensor& p, const torch::Tensor& t) { return torch::l1_loss(p, t); })
                       .source(source)
                       .batches(25)
                       .build();
  Trainer trainer(net, source);
  trainer.after_epoch([&](int epoch) {
    validator->run();
    std::cout << "epoch " << epoch << " lifetime val loss " << validator->average() << '\n';
  });
  trainer.fit(500000);
}
