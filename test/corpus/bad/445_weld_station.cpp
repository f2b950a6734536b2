// Weld seam inspection: per part heat map, verdicts kept for the shift report.
#include <torch/torch.h>

#include <cstdlib>
#include <iostream>
#include <list>
#include <memory>
#include <string>
#include <utility>

struct SeamNetImpl : torch::nn::Module {
  SeamNetImpl() {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 3).padding(1)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 16, 3).stride(2).padding(1)));
    head = register_module("head", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 1, 1)));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(c1->forward(x));
    x = torch::relu(c2->forward(x));
    return torch::sigmoid(head->forward(x));
  }
  torch::nn::Conv2d c1{nullptr}, c2{nullptr}, head{nullptr};
};
TORCH_MODULE(SeamNet);

struct Verdict {
  long part = 0;
  double worst = 0.0;
  bool reject = false;
  torch::Tensor heat;
};

class Inspector {
 public:
  Inspector(const std::string& weights, double limit) : limit_(limit) {
    if (!weights.empty()) torch::load(net_, weights);
    net_->eval();
    torch::NoGradGuard no_grad;
  }
  virtual ~Inspector() = default;

  Verdict inspect(long part, const torch::Tensor& frame) {
    Verdict v;
    v.part = part;
    v.heat = net_->forward(normalise(frame)).squeeze();
    v.worst = v.heat.max().item<double>();
    v.reject = v.worst > limit_;
    return v;
  }

 protected:
  virtual torch::Tensor normalise(const torch::Tensor& frame) const {
    return (frame - frame.mean()) / (frame.std() + 1e-5);
  }

 private:
  SeamNet net_;
  double limit_;
};

class InfraredInspector : public Inspector {
 public:
  using Inspector::Inspector;

 protected:
  torch::Tensor normalise(const torch::Tensor& frame) const override {
    return Inspector::normalise(frame.clamp(0.0, 4095.0).log1p());
  }
};

class ShiftReport {
 public:
  void add(Verdict v) {
    if (v.reject) ++rejected_;
    parts_.push_back(std::move(v));  // WARN: ineffective-guard
  }
  torch::Tensor mean_heat() const {
    torch::NoGradGuard ng;
    auto acc = torch::zeros_like(parts_.front().heat);
    for (const auto& v : parts_) acc += v.heat;
    return acc / static_cast<double>(parts_.size());
  }
  long rejected() const { return rejected_; }
  std::size_t total() const { return parts_.size(); }

 private:
  std::list<Verdict> parts_;
  long rejected_ = 0;
};

int main(int argc, char** argv) {
  const bool infrared = argc > 1 && std::string(argv[1]) == "--ir";
  const std::string weights = argc > 2 ? argv[2] : "";
  std::unique_ptr<Inspector> inspector;
  if (infrared)
    inspector = std::make_unique<InfraredInspector>(weights, 0.9);
  else
    inspector = std::make_unique<Inspector>(weights, 0.85);

  ShiftReport report;
  for (long part = 0; part < 50000; ++part) {
    auto frame = torch::rand({1, 1, 128, 128}) * 4095.0;
    report.add(inspector->inspect(part, frame));
    if (part % 100 == 99)
      std::cout << report.rejected() << "/" << report.total() << " rejected\n";
  }
  torch::save(report.mean_heat(), "shift_heat.pt");
  return EXIT_SUCCESS;
}
