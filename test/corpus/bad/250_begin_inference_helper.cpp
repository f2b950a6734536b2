#include <torch/torch.h>
#include <iostream>
#include <set>
#include <string>
#include <vector>

// Scores every row of an endless table of transactions.
struct FraudNet : torch::nn::Module {
  FraudNet() {
    numbers = register_module("numbers", torch::nn::Linear(30, 64));
    merchants = register_module("merchants", torch::nn::Embedding(5000, 16));
    head = register_module("head", torch::nn::Linear(80, 1));
    dropout = register_module("dropout", torch::nn::Dropout(0.2));
  }
  torch::Tensor forward(const torch::Tensor& row, const torch::Tensor& merchant) {
    auto h = torch::cat({torch::relu(numbers(row)), merchants(merchant)}, 1);
    return torch::sigmoid(head(dropout(h))).squeeze(1);
  }
  torch::nn::Linear numbers{nullptr}, head{nullptr};
  torch::nn::Embedding merchants{nullptr};
  torch::nn::Dropout dropout{nullptr};
};

struct Transactions {
  torch::Tensor rows;
  torch::Tensor merchants;
};

class TransactionReader {
 public:
  Transactions next() { return {torch::randn({256, 30}), torch::randint(0, 5000, {256})}; }
};

void begin_inference(torch::nn::Module& net) {
  net.eval();
  torch::NoGradGuard no_grad;
}

double share_above(const std::vector<torch::Tensor>& scores, double threshold) {
  double above = 0, all = 0;
  for (const auto& batch : scores) {
    above += (batch > threshold).sum().item<double>();
    all += static_cast<double>(batch.numel());
  }
  return all > 0 ? above / all : 0;
}

void score_all(FraudNet& net, TransactionReader& reader) {
  begin_inference(net);
  std::vector<torch::Tensor> scores;
  for (int64_t batch = 0; batch < 100000000; ++batch) {
    auto [rows, merchants] = reader.next();
    scores.push_back(net.forward(rows, merchants));  // WARN: ineffective-guard
    if (batch % 2000 == 0) std::cout << "above: " << share_above(scores, 0.9) << "\n";
  }
}

int main(int argc, char** argv) {
  auto net = std::make_shared<FraudNet>();
  if (argc > 1) torch::load(net, argv[1]);
  TransactionReader reader;
  score_all(*net, reader);
}
