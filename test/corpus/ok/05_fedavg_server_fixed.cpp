#include <torch/torch.h>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

struct MlpImpl : torch::nn::Module {
  MlpImpl() : l1(register_module("l1", torch::nn::Linear(20, 50))), l2(register_module("l2", torch::nn::Linear(50, 1))) {
  }
  torch::Tensor forward(torch::Tensor x) {
    return l2(torch::relu(l1(x)));
  }
  torch::nn::Linear l1, l2;
};
TORCH_MODULE(Mlp);

struct ClientReport {
  std::string client;
  int round;
  torch::Tensor loss;
};

class Client {
 public:
  explicit Client(std::string n) : name(std::move(n)) {
  }
  torch::Tensor local_train(Mlp& global, int steps) {
    torch::optim::SGD opt(global->parameters(), 0.01);
    torch::Tensor loss;
    for (int i = 0; i < steps; ++i) {
      auto x = torch::randn({32, 20});
      auto y = torch::randn({32, 1});
      loss = torch::mse_loss(global->forward(x), y);
      opt.zero_grad();
      loss.backward();
      opt.step();
    }
    return loss.detach();
  }
  std::string name;
};

class Server {
 public:
  void run(int rounds) {
    for (int r = 0; r < rounds; ++r)
      for (auto& c : clients_) {
        ClientReport report{c.name, r, c.local_train(model_, 10)};
        reports_.push_back(report);
      }
  }
  void add(const std::string& n) {
    clients_.emplace_back(n);
  }

 private:
  Mlp model_;
  std::vector<Client> clients_;
  std::vector<ClientReport> reports_;
};

int main() {
  Server s;
  for (int i = 0; i < 10; ++i)
    s.add("client" + std::to_string(i));
  s.run(1000);
}
