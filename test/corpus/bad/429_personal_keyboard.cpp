// Per-user adaptation of a next-word scorer: each request gets a small head tuned on the user's history.
#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

struct History {
  torch::Tensor features;  // n x 128
  torch::Tensor targets;   // n
};

struct AdaptConfig {
  double rate = 0.1;
  double smoothness = 0.01;
};

class HeadTuner {
 public:
  explicit HeadTuner(AdaptConfig cfg) : cfg_(cfg) {}

  std::shared_ptr<torch::nn::LinearImpl> tune(const torch::nn::Linear& base, const History& h) const {
    auto head = std::make_shared<torch::nn::LinearImpl>(
        base->options.in_features(), base->options.out_features());
    {
      torch::NoGradGuard g;
      head->weight.copy_(base->weight);
      head->bias.copy_(base->bias);
    }
    nudge(*head, h);
    return head;
  }

 private:
  void nudge(torch::nn::LinearImpl& head, const History& h) const {
    auto ce = torch::cross_entropy_loss(head.forward(h.features), h.targets);
    ce.backward({}, /*retain_graph=*/true, /*create_graph=*/true);  // WARN: create-graph-cycle
    auto roughness = head.weight.grad().pow(2).sum() + head.bias.grad().pow(2).sum();
    auto extra = torch::autograd::grad({roughness}, {head.weight, head.bias});

    torch::NoGradGuard g;
    head.weight.sub_(cfg_.rate * (head.weight.grad() + cfg_.smoothness * extra[0]));
    head.bias.sub_(cfg_.rate * (head.bias.grad() + cfg_.smoothness * extra[1]));
  }

  AdaptConfig cfg_;
};

class KeyboardServer {
 public:
  KeyboardServer() : base_(128, 400), tuner_(AdaptConfig{}) {}

  std::vector<int64_t> suggest(const History& user, const torch::Tensor& context) {
    auto head = tuner_.tune(base_, user);
    torch::NoGradGuard g;
    auto top = std::get<1>(head->forward(context).topk(3, -1));
    return {top.data_ptr<int64_t>(), top.data_ptr<int64_t>() + top.numel()};
  }

  void restore(const std::string& path) { torch::load(base_, path); }

 private:
  torch::nn::Linear base_;
  HeadTuner tuner_;
};

static History fetch_history(int64_t user) {
  torch::manual_seed(static_cast<uint64_t>(user));
  return {torch::randn({32, 128}), torch::randint(0, 400, {32}, torch::kLong)};
}

int main(int argc, char** argv) {
  KeyboardServer server;
  if (argc > 1) server.restore(argv[1]);

  for (int64_t request = 0;; ++request) {
    const int64_t user = request % 9973;
    auto words = server.suggest(fetch_history(user), torch::randn({1, 128}));
    if (request % 200 == 0) {
      std::cout << "user " << user << ':';
      for (auto w : words) std::cout << ' ' << w;
      std::cout << '\n';
    }
  }
}
