// Simulated federated averaging over a handful of edge clients.
#include <torch/torch.h>

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

namespace fed {

struct RoundReport {
  int client_id = -1;
  int64_t samples = 0;
  torch::Tensor loss;
};

struct NetImpl : torch::nn::Module {
  NetImpl(int64_t in, int64_t hidden, int64_t classes)
      : fc1(register_module("fc1", torch::nn::Linear(in, hidden))),
        fc2(register_module("fc2", torch::nn::Linear(hidden, classes))) {}

  torch::Tensor forward(torch::Tensor x) { return fc2(torch::relu(fc1(x))); }

  torch::nn::Linear fc1{nullptr}, fc2{nullptr};
};
TORCH_MODULE(Net);

class Client {
 public:
  explicit Client(int id)
      : id_(id),
        local_(32, 128, 10),
        opt_(local_->parameters(), torch::optim::SGDOptions(0.05).momentum(0.9)),
        x_(torch::randn({512, 32})),
        y_(torch::randint(0, 10, {512}, torch::kLong)) {}

  RoundReport train_round(const Net& global, int steps) {
    pull(global);
    RoundReport report;
    report.client_id = id_;
    for (int s = 0; s < steps; ++s) {
      auto pick = torch::randint(0, x_.size(0), {64}, torch::kLong);
      auto logits = local_->forward(x_.index_select(0, pick));
      auto loss = torch::nn::functional::cross_entropy(logits, y_.index_select(0, pick));
      opt_.zero_grad();
      loss.backward();
      opt_.step();
      report.loss = loss;
      report.samples += pick.size(0);
    }
    return report;
  }

  const Net& model() const { return local_; }

 private:
  void pull(const Net& global) {
    torch::NoGradGuard no_grad;
    auto src = global->parameters();
    auto dst = local_->parameters();
    for (size_t i = 0; i < dst.size(); ++i) dst[i].copy_(src[i]);
  }

  int id_;
  Net local_;
  torch::optim::SGD opt_;
  torch::Tensor x_, y_;
};

class Server {
 public:
  explicit Server(int num_clients) : global_(32, 128, 10) {
    for (int i = 0; i < num_clients; ++i) clients_.push_back(std::make_unique<Client>(i));
  }

  void run_round(int round, int local_steps) {
    for (auto& client : clients_) {
      RoundReport report = client->train_round(global_, local_steps);
      reports_.push_back(std::move(report));  // WARN: graph-in-container
    }
    aggregate();
    if (round % 20 == 0) {
      std::cout << "round " << round << " mean client loss " << recent_loss() << '\n';
    }
  }

 private:
  void aggregate() {
    torch::NoGradGuard no_grad;
    auto dst = global_->parameters();
    const double share = 1.0 / static_cast<double>(clients_.size());
    for (size_t p = 0; p < dst.size(); ++p) {
      dst[p].zero_();
      for (auto& client : clients_) dst[p].add_(client->model()->parameters()[p], share);
    }
  }

  double recent_loss() const {
    double sum = 0.0;
    for (size_t i = reports_.size() - clients_.size(); i < reports_.size(); ++i) {
      sum += reports_[i].loss.item<double>();
    }
    return sum / static_cast<double>(clients_.size());
  }

  Net global_;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<RoundReport> reports_;
};

}  // namespace fed

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 100000;
  torch::manual_seed(7);
  fed::Server server(5);
  for (int r = 0; r < rounds; ++r) server.run_round(r, 8);
  return 0;
}
