// Keyword spotter trained on a continuous radio stream, truncated BPTT.
#include <torch/torch.h>
#include <iostream>
#include <optional>
#include <utility>

struct SpotterImpl : torch::nn::Module {
  SpotterImpl() : gru(torch::nn::GRUOptions(40, 96).batch_first(true)), out(96, 3) {
    register_module("gru", gru);
    register_module("out", out);
  }
  torch::nn::GRU gru;
  torch::nn::Linear out;
};
TORCH_MODULE(Spotter);

class StreamContext {
 public:
  void set(const torch::Tensor& h) { h_ = h.detach(); }
  torch::Tensor get(int64_t batch) {
    if (!h_.has_value()) h_ = torch::zeros({1, batch, 96});
    return *h_;
  }
  void reset() { h_.reset(); }

 private:
  std::optional<torch::Tensor> h_;
};

struct Chunk {
  torch::Tensor feats, labels;
  bool station_changed;
};

class Radio {
 public:
  Chunk read() {
    ++n_;
    return {torch::randn({16, 50, 40}), torch::randint(3, {16 * 50}, torch::kLong), n_ % 300 == 0};
  }

 private:
  long n_ = 0;
};

class OnlineTrainer {
 public:
  OnlineTrainer() : opt_(net_->parameters(), 1e-3) {}

  double consume(const Chunk& c) {
    if (c.station_changed) ctx_.reset();
    auto [y, h] = net_->gru->forward(c.feats, ctx_.get(c.feats.size(0)));
    auto logits = net_->out->forward(y).flatten(0, 1);
    auto loss = torch::nn::functional::cross_entropy(logits, c.labels);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    ctx_.set(h);
    smooth_ = 0.99 * smooth_ + 0.01 * loss.item<double>();
    return smooth_;
  }

 private:
  Spotter net_;
  torch::optim::Adam opt_;
  StreamContext ctx_;
  double smooth_ = 1.1;
};

int main() {
  Radio radio;
  OnlineTrainer tr;
  for (long i = 0;; ++i) {
    double l = tr.consume(radio.read());
    if (i % 100 == 0) std::cout << i << " " << l << "\n";
  }
}
