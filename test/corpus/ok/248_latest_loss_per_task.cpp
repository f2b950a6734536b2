#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <map>
#include <string>

// The last loss of every task: as many as there are tasks, however long it runs.
using Step = std::function<torch::Tensor()>;

class MultiTask {
 public:
  MultiTask() {
    add("sum", [](const torch::Tensor& x) { return x.sum(1, true); });
    add("max", [](const torch::Tensor& x) { return x.amax(1, true); });
    add("norm", [](const torch::Tensor& x) { return x.norm(2, 1, true); });
  }

  void round() {
    for (auto& [name, step] : steps_) latest_.insert_or_assign(name, step());
  }

  const std::map<std::string, torch::Tensor>& latest() const { return latest_; }

 private:
  void add(const std::string& name, std::function<torch::Tensor(const torch::Tensor&)> target) {
    torch::nn::Sequential net(torch::nn::Linear(6, 32), torch::nn::ReLU(), torch::nn::Linear(32, 1));
    auto optimizer = std::make_shared<torch::optim::Adam>(net->parameters(), 1e-3);
    steps_[name] = [net, optimizer, target]() mutable {
      auto x = torch::randn({32, 6});
      auto loss = torch::mse_loss(net->forward(x), target(x));
      optimizer->zero_grad();
      loss.backward();
      optimizer->step();
      return loss;
    };
  }

  std::map<std::string, Step> steps_;
  std::map<std::string, torch::Tensor> latest_;
};

int main() {
  MultiTask tasks;
  for (int64_t i = 0; i < 100000000; ++i) {
    tasks.round();
    if (i % 1000) continue;
    for (const auto& [name, loss] : tasks.latest()) std::cout << name << " " << loss.item<float>() << "\n";
  }
}
