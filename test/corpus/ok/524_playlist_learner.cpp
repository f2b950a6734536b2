#include <torch/torch.h>

#include <deque>
#include <functional>
#include <iostream>
#include <memory>
#include <vector>

namespace playlist {

struct Observation {
  torch::Tensor loss;
  torch::Tensor embedding;
  long step;
  Observation(const torch::Tensor& l, const torch::Tensor& e, long s)
      : loss(l.detach().to(torch::kCPU)), embedding(e.detach().mean(0)), step(s) {}
};

class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_step(const Observation& o) = 0;
};

class History : public Listener {
 public:
  explicit History(size_t cap) : cap_(cap) {}
  void on_step(const Observation& o) override {
    kept_.push_back(o);
    while (kept_.size() > cap_) kept_.pop_front();
  }
  double mean_loss() const {
    if (kept_.empty()) return 0;
    std::vector<torch::Tensor> all;
    for (const auto& o : kept_) all.push_back(o.loss);
    return torch::stack(all).mean().item<double>();
  }

 private:
  size_t cap_;
  std::deque<Observation> kept_;
};

class DriftMeter : public Listener {
 public:
  void on_step(const Observation& o) override {
    if (!reference_.defined()) reference_ = o.embedding;
    drift_ = (o.embedding - reference_).norm().item<double>();
    reference_ = 0.999 * reference_ + 0.001 * o.embedding;
  }
  double drift() const { return drift_; }

 private:
  torch::Tensor reference_;
  double drift_ = 0;
};

struct TrackModelImpl : torch::nn::Module {
  TrackModelImpl(int64_t tracks, int64_t dim) {
    emb = register_module("emb", torch::nn::Embedding(tracks, dim));
    mix = register_module("mix", torch::nn::GRU(torch::nn::GRUOptions(dim, dim).batch_first(true)));
  }
  torch::nn::Embedding emb{nullptr};
  torch::nn::GRU mix{nullptr};
};
TORCH_MODULE(TrackModel);

class Learner {
 public:
  Learner() : model_(800, 48), opt_(model_->parameters(), torch::optim::AdamOptions(2e-3)) {}
  void attach(std::shared_ptr<Listener> l) { listeners_.push_back(std::move(l)); }

  void learn(const torch::Tensor& sessions) {
    auto x = model_->emb(sessions.slice(1, 0, -1));
    auto summary = std::get<0>(model_->mix->forward(x));
    std::vector<torch::Tensor> losses;
    for (int64_t t = 0; t < summary.size(1); ++t) {
      auto logits = summary.select(1, t).mm(model_->emb->weight.t());
      losses.push_back(torch::nn::functional::cross_entropy(logits, sessions.select(1, t + 1)));
    }
    auto loss = torch::stack(losses).mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    Observation seen(loss, summary.select(1, -1), ++step_);
    for (auto& l : listeners_) l->on_step(seen);
  }

 private:
  TrackModel model_;
  torch::optim::Adam opt_;
  std::vector<std::shared_ptr<Listener>> listeners_;
  long step_ = 0;
};

}  // namespace playlist

int main() {
  playlist::Learner learner;
  auto history = std::make_shared<playlist::History>(256);
  auto drift = std::make_shared<playlist::DriftMeter>();
  learner.attach(history);
  learner.attach(drift);
  for (long n = 0;; ++n) {
    auto start = torch::randint(0, 800, {16, 1}, torch::kLong);
    auto sessions = (start + torch::arange(12)).remainder(800);
    learner.learn(sessions);
    if (n % 200 == 0) std::cout << n << " loss " << history->mean_loss() << " drift " << drift->drift() << std::endl;
  }
}
