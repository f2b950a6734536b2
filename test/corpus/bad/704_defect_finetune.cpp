#include <torch/torch.h>

#include <algorithm>
#include <deque>
#include <iostream>
#include <numeric>

namespace F = torch::nn::functional;

struct StepResult {
  torch::Tensor loss;
  double accuracy = 0;
  int64_t images = 0;
};

class DefectNetImpl : public torch::nn::Module {
 public:
  DefectNetImpl()
      : c1(torch::nn::Conv2dOptions(1, 16, 3).stride(2)),
        c2(torch::nn::Conv2dOptions(16, 32, 3).stride(2)),
        fc(32, 4) {
    register_module("c1", c1);
    register_module("c2", c2);
    register_module("fc", fc);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(c1->forward(x));
    x = torch::relu(c2->forward(x));
    return fc->forward(x.mean({2, 3}));
  }
  torch::nn::Conv2d c1, c2;
  torch::nn::Linear fc;
};
TORCH_MODULE(DefectNet);

class FineTuner {
 public:
  explicit FineTuner(double lr) : opt_(net_->parameters(), torch::optim::SGDOptions(lr).momentum(0.9)) {}

  StepResult step(const torch::Tensor& images, const torch::Tensor& labels) {
    net_->train();
    opt_.zero_grad();
    auto logits = net_->forward(images);
    StepResult r;
    r.loss = F::cross_entropy(logits, labels);
    r.loss.backward();
    opt_.step();
    r.accuracy = logits.argmax(1).eq(labels).to(torch::kFloat).mean().item<double>();
    r.images = images.size(0);
    return r;
  }

 private:
  DefectNet net_;
  torch::optim::SGD opt_;
};

class Journal {
 public:
  void write(StepResult result) {
    images_ += result.images;
    entries_.push_back(std::move(result)); // WARN: attached-return
  }

  double recent_loss(std::size_t n) const {
    const auto count = std::min(n, entries_.size());
    if (count == 0) return 0.0;
    const double sum = std::accumulate(
        entries_.rbegin(), entries_.rbegin() + static_cast<std::ptrdiff_t>(count), 0.0,
        [](double acc, const StepResult& r) { return acc + r.loss.item<double>(); });
    return sum / static_cast<double>(count);
  }

  int64_t images() const { return images_; }

 private:
  std::deque<StepResult> entries_;
  int64_t images_ = 0;
};

int main() {
  FineTuner tuner(0.01);
  Journal journal;
  const int epochs = 5000, steps = 400;
  for (int epoch = 0; epoch < epochs; ++epoch) {
    for (int s = 0; s < steps; ++s) {
      auto images = torch::rand({32, 1, 64, 64});
      auto labels = torch::randint(0, 4, {32}, torch::kLong);
      journal.write(tuner.step(images, labels));
    }
    std::cout << "epoch " << epoch << ": loss " << journal.recent_loss(steps) << " after "
              << journal.images() << " images\n";
  }
}
