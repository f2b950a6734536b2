#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

struct Click {
  torch::Tensor reader;
  torch::Tensor article;
};

class Totals {
 public:
  void operator()(const std::string& key, const torch::Tensor& value) {
    auto& slot = slots_[key];
    slot.first += value.item<double>();
    slot.second += 1;
  }
  void print(std::ostream& os) const {
    for (const auto& [key, slot] : slots_) os << key << '=' << slot.first / slot.second << ' ';
    os << '\n';
  }

 private:
  std::map<std::string, std::pair<double, int64_t>> slots_;
};

using Observer = std::function<void(const std::string&, const torch::Tensor&)>;

struct TwoTowerImpl : torch::nn::Module {
  TwoTowerImpl() {
    reader = register_module("reader", tower(120));
    article = register_module("article", tower(384));
  }
  static torch::nn::Sequential tower(int64_t in) {
    return torch::nn::Sequential(torch::nn::Linear(in, 128), torch::nn::ReLU(), torch::nn::Linear(128, 64));
  }
  torch::Tensor forward(const Click& c) {
    return torch::matmul(reader->forward(c.reader), article->forward(c.article).t()) / 8.0;
  }
  torch::nn::Sequential reader{nullptr}, article{nullptr};
};
TORCH_MODULE(TwoTower);

class AccumulatingTrainer {
 public:
  AccumulatingTrainer(TwoTower net, int every)
      : net_(std::move(net)), every_(every), opt_(net_->parameters(), torch::optim::AdamWOptions(1e-3)) {}

  void observe(Observer o) { observer_ = std::move(o); }

  void feed(const Click& click) {
    const auto scores = net_->forward(click);
    const auto target = torch::arange(scores.size(0));
    const auto loss = torch::nn::functional::cross_entropy(scores, target);
    (loss / every_).backward();
    running_ += loss.item<double>();
    observer_("loss", loss);
    observer_("margin", scores.diagonal().mean() - scores.mean());
    if (++pending_ == every_) flush();
  }

  double last_window() const { return last_window_; }

 private:
  void flush() {
    opt_.step();
    opt_.zero_grad();
    last_window_ = running_ / every_;
    running_ = 0;
    pending_ = 0;
  }

  TwoTower net_;
  int every_;
  torch::optim::AdamW opt_;
  Observer observer_ = [](const std::string&, const torch::Tensor&) {};
  double running_ = 0, last_window_ = 0;
  int pending_ = 0;
};

}  // namespace

int main() {
  Totals totals;
  AccumulatingTrainer trainer(TwoTower(), 16);
  trainer.observe(std::ref(totals));
  for (int64_t n = 1; n <= 50'000'000; ++n) {
    trainer.feed({torch::randn({64, 120}), torch::randn({64, 384})});
    if (n % 1600 == 0) {
      std::cout << n << " window " << trainer.last_window() << ' ';
      totals.print(std::cout);
    }
  }
}
