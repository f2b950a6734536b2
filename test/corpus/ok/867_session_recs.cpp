#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <numeric>

namespace shop {

struct ItemNetImpl : torch::nn::Module {
  ItemNetImpl() : emb(3000, 24), up(24, 32) {
    register_module("emb", emb);
    register_module("up", up);
  }
  torch::Tensor forward(const torch::Tensor& ids) { return torch::tanh(up(emb(ids))); }
  torch::nn::Embedding emb;
  torch::nn::Linear up;
};
TORCH_MODULE(ItemNet);

// long lived table read by the ranking threads
class Table {
 public:
  Table() : rows_(torch::zeros({3000, 32})), age_(torch::zeros({3000}, torch::kLong)) {}

  void commit(const torch::Tensor& ids, const torch::Tensor& v) {
    torch::NoGradGuard no_grad;
    rows_.index_copy_(0, ids, v);
    age_.add_(1);
    age_.index_fill_(0, ids, 0);
  }
  torch::Tensor gather(const torch::Tensor& ids) const { return rows_.index_select(0, ids); }
  int64_t oldest() const { return age_.max().item<int64_t>(); }

 private:
  torch::Tensor rows_, age_;
};

class Meter {
 public:
  void push(double v) {
    last_.push_back(v);
    if (last_.size() > 100) last_.pop_front();
  }
  double mean() const {
    return last_.empty() ? 0.0 : std::accumulate(last_.begin(), last_.end(), 0.0) / double(last_.size());
  }

 private:
  std::deque<double> last_;
};

}  // namespace shop

int main() {
  shop::ItemNet net;
  shop::Table table;
  shop::Meter meter;
  torch::optim::Adam opt(net->parameters(), 1e-3);

  for (long it = 0; it < 100000000; ++it) {
    auto all = torch::randperm(3000, torch::kLong);
    auto anchor = all.narrow(0, 0, 64);
    auto other = all.narrow(0, 64, 64);
    auto va = net->forward(anchor);
    auto negatives = table.gather(other);
    auto positives = torch::dropout(va, 0.1, true);
    auto logits = torch::cat({(va * positives).sum(1, true), torch::matmul(va, negatives.t())}, 1);
    auto loss = torch::nn::functional::cross_entropy(logits, torch::zeros({64}, torch::kLong));
    opt.zero_grad();
    loss.backward();
    opt.step();
    table.commit(anchor, va);
    meter.push(loss.item<double>());
    if (it % 200 == 0) std::cout << it << " " << meter.mean() << " oldest " << table.oldest() << "\n";
  }
}
