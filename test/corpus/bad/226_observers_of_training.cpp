#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

using Observer = std::function<void(const std::string&, const torch::Tensor&)>;

class Training {
 public:
  void observe(Observer observer) { observers_.push_back(std::move(observer)); }

  void run(int64_t steps) {
    for (int64_t i = 0; i < steps; ++i) {
      auto tokens = torch::randint(0, 100, {8, 17});
      auto inputs = tokens.slice(1, 0, 16), targets = tokens.slice(1, 1, 17);
      auto logits = decoder_->forward(embedding_->forward(inputs));
      auto loss = torch::nn::functional::cross_entropy(logits.reshape({-1, 100}), targets.reshape({-1}));
      auto entropy = -(logits.softmax(-1) * logits.log_softmax(-1)).sum(-1).mean();
      optimizer_.zero_grad();
      (loss - 0.01 * entropy).backward();
      optimizer_.step();
      notify("loss", loss);
      notify("entropy", entropy);
    }
  }

 private:
  void notify(const std::string& name, const torch::Tensor& value) {
    for (auto& observer : observers_) observer(name, value);
  }
  static std::vector<torch::Tensor> join(std::vector<torch::Tensor> a, const std::vector<torch::Tensor>& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
  }
  torch::nn::Embedding embedding_{100, 32};
  torch::nn::Linear decoder_{32, 100};
  torch::optim::Adam optimizer_{join(embedding_->parameters(), decoder_->parameters()), 1e-3};
  std::vector<Observer> observers_;
};

int main() {
  Training training;
  std::unordered_map<std::string, std::vector<torch::Tensor>> recorded;
  int64_t calls = 0;

  training.observe([&recorded](const std::string& name, const torch::Tensor& value) {
    value.detach();
    recorded[name].push_back(value);  // WARN: graph-in-container
  });
  training.observe([&calls](const std::string& name, const torch::Tensor& value) {
    if (++calls % 1000 == 0) std::cout << name << " " << value.item<float>() << "\n";
  });
  training.run(10000000);
}
