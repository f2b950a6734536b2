#include <torch/torch.h>

#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace wx {

using Targets = std::map<std::string, torch::Tensor>;

class Head : public torch::nn::Module {
 public:
  Head(const std::string& name, double weight) : Module(name), weight_(weight), proj_(register_module("proj", torch::nn::Linear(64, 1))) {}
  virtual torch::Tensor loss(const torch::Tensor& features, const torch::Tensor& target) = 0;
  double weight() const { return weight_; }

 protected:
  torch::Tensor project(const torch::Tensor& f) { return proj_->forward(f).squeeze(-1); }

 private:
  double weight_;
  torch::nn::Linear proj_;
};

class ValueHead final : public Head {
 public:
  using Head::Head;
  torch::Tensor loss(const torch::Tensor& f, const torch::Tensor& y) override {
    return torch::nn::functional::smooth_l1_loss(project(f), y);
  }
};

class EventHead final : public Head {
 public:
  using Head::Head;
  torch::Tensor loss(const torch::Tensor& f, const torch::Tensor& y) override {
    return torch::binary_cross_entropy_with_logits(project(f), (y > 0).to(torch::kFloat));
  }
};

class Forecaster : public torch::nn::Module {
 public:
  Forecaster() {
    trunk_ = register_module("trunk", torch::nn::Sequential(torch::nn::Linear(30, 128), torch::nn::SiLU(),
                                                            torch::nn::Linear(128, 64), torch::nn::SiLU()));
  }

  template <typename H>
  void add(const std::string& name, double weight) {
    heads_[name] = register_module(name, std::make_shared<H>(name, weight));
  }

  void begin() {
    total_ = torch::zeros({});
    parts_.clear();
  }

  void accumulate(const torch::Tensor& x, const Targets& targets) {
    const auto features = trunk_->forward(x);
    for (auto& [name, head] : heads_) {
      auto part = head->loss(features, targets.at(name));
      total_ = total_ + head->weight() * part;
      parts_.push_back(part);
    }
  }

  double finish(torch::optim::Optimizer& opt) {
    opt.zero_grad();
    total_.backward();
    opt.step();
    worst_ = torch::stack(parts_).max().item<double>();
    return total_.item<double>();
  }

  double worst() const { return worst_; }

 private:
  torch::nn::Sequential trunk_{nullptr};
  std::map<std::string, std::shared_ptr<Head>> heads_;
  torch::Tensor total_;
  std::vector<torch::Tensor> parts_;
  double worst_ = 0;
};

}  // namespace wx

int main() {
  wx::Forecaster model;
  model.add<wx::ValueHead>("temperature", 1.0);
  model.add<wx::ValueHead>("wind", 0.5);
  model.add<wx::EventHead>("rain", 2.0);
  torch::optim::AdamW opt(model.parameters(), torch::optim::AdamWOptions(1e-3));

  const int stations = 6;
  for (int day = 0; day < 1'000'000; ++day) {
    model.begin();
    for (int s = 0; s < stations; ++s) {
      wx::Targets y{{"temperature", torch::randn({48})}, {"wind", torch::rand({48})}, {"rain", torch::randn({48})}};
      model.accumulate(torch::randn({48, 30}), y);
    }
    const double loss = model.finish(opt);
    if (day % 365 == 0) std::cout << "day " << day << " loss " << loss << " worst " << model.worst() << '\n';
  }
}
