#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

class Distiller {
 public:
  Distiller(torch::nn::Sequential teacher, torch::nn::Sequential student)
      : teacher_(std::move(teacher)), student_(std::move(student)), optimizer_(student_->parameters(), 1e-3) {
    for (auto& p : teacher_->parameters()) p.set_requires_grad(false);
  }

  std::tuple<torch::Tensor, double> train_batch(const torch::Tensor& x, const torch::Tensor& label) {
    auto soft = torch::softmax(teacher_->forward(x) / kTemperature, 1);
    auto logits = student_->forward(x);
    auto distill = torch::kl_div(torch::log_softmax(logits / kTemperature, 1), soft, at::Reduction::Mean);
    auto hard = torch::cross_entropy_loss(logits, label);
    auto loss = 0.9 * kTemperature * kTemperature * distill + 0.1 * hard;
    if (!std::isfinite(loss.item<double>())) throw std::runtime_error("loss is not finite");
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    double accuracy = (logits.argmax(1) == label).to(torch::kFloat).mean().item<double>();
    return {loss, accuracy};
  }

 private:
  static constexpr double kTemperature = 4;
  torch::nn::Sequential teacher_, student_;
  torch::optim::AdamW optimizer_;
};

class Journal {
 public:
  void accuracy(double value) { accuracy_ = 0.99 * accuracy_ + 0.01 * value; }
  std::vector<torch::Tensor>& series(const std::string& name) { return series_[name]; }
  void print() const {
    for (const auto& [name, values] : series_) std::cout << name << ": " << values.size() << " values; ";
    std::cout << "accuracy " << accuracy_ << "\n";
  }

 private:
  std::unordered_map<std::string, std::vector<torch::Tensor>> series_;
  double accuracy_ = 0;
};

int main() {
  auto distiller = std::make_unique<Distiller>(
      torch::nn::Sequential(torch::nn::Linear(40, 512), torch::nn::ReLU(), torch::nn::Linear(512, 10)),
      torch::nn::Sequential(torch::nn::Linear(40, 32), torch::nn::ReLU(), torch::nn::Linear(32, 10)));
  Journal journal;
  int64_t step = 0;
  while (step < 8000000) {
    auto x = torch::randn({128, 40});
    auto label = torch::randint(0, 10, {128});
    try {
      auto [loss, accuracy] = distiller->train_batch(x, label);
      journal.series("loss").push_back(loss);  // WARN: attached-return
      journal.accuracy(accuracy);
    } catch (const std::runtime_error& error) {
      std::cerr << error.what() << "\n";
      break;
    }
    if (++step % 1000 == 0) journal.print();
  }
}
