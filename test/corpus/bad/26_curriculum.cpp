#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <queue>
#include <utility>
#include <vector>

struct Item {
  double priority;
  torch::Tensor x, loss;
};
struct Less {
  bool operator()(const Item& a, const Item& b) const {
    return a.priority < b.priority;
  }
};

class Curriculum {
 public:
  void report(torch::Tensor x, torch::Tensor loss) {
    hard_.push(Item{loss.item<double>(), x, loss});  // WARN: graph-in-container
  }
  const Item& hardest() const {
    return hard_.top();
  }

 private:
  std::priority_queue<Item, std::vector<Item>, Less> hard_;
};

static void run_epoch(torch::nn::Linear& net, torch::optim::Adam& opt, Curriculum& c) {
  for (int i = 0; i < 500; ++i) {
    auto x = torch::randn({1, 12});
    auto loss = torch::smooth_l1_loss(net->forward(x), x.mean(1, true));
    opt.zero_grad();
    loss.backward();
    opt.step();
    c.report(x, loss);
  }
}

int main() {
  torch::nn::Linear net(12, 1);
  torch::optim::Adam opt(net->parameters());
  Curriculum c;
  for (int e = 0; e < 100; ++e) {
    run_epoch(net, opt, c);
    std::cout << c.hardest().priority << "\n";
  }
}
