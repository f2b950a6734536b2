#include <torch/torch.h>

#include <iostream>
#include <string>
#include <tuple>
#include <utility>

class CarriedState {
 public:
  using Pair = std::tuple<torch::Tensor, torch::Tensor>;

  CarriedState(int64_t layers, int64_t batch, int64_t hidden)
      : value_(torch::zeros({layers, batch, hidden}), torch::zeros({layers, batch, hidden})) {}

  const Pair& get() const { return value_; }

  void set(const Pair& next) {
    const auto& [h, c] = next;
    value_ = std::make_tuple(h.detach(), c.detach());
  }

 private:
  Pair value_;
};

// Base loop: subclasses say where the windows come from and what to do with the outputs.
class StreamTrainer {
 public:
  StreamTrainer(int64_t vocab, int64_t hidden, int64_t batch)
      : emb_(vocab, 32), rnn_(torch::nn::LSTMOptions(32, hidden).num_layers(2)), out_(hidden, vocab), state_(2, batch, hidden) {
    std::vector<torch::Tensor> ps;
    for (auto* m : {static_cast<torch::nn::Module*>(emb_.get()), static_cast<torch::nn::Module*>(rnn_.get()),
                    static_cast<torch::nn::Module*>(out_.get())})
      for (auto& p : m->parameters()) ps.push_back(p);
    params_ = ps;
    opt_ = std::make_unique<torch::optim::Adam>(ps, torch::optim::AdamOptions(2e-3));
  }
  virtual ~StreamTrainer() = default;

  void run(int64_t windows) {
    for (int64_t w = 0; w < windows; ++w) {
      auto [in, target] = window(w);
      auto [y, next] = rnn_->forward(emb_->forward(in), state_.get());
      auto logits = out_->forward(y);
      auto loss = torch::cross_entropy_loss(logits.flatten(0, 1), target.flatten());
      opt_->zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_norm_(params_, 5.0);
      opt_->step();
      state_.set(next);
      done(w, loss);
    }
  }

 protected:
  virtual std::pair<torch::Tensor, torch::Tensor> window(int64_t index) = 0;
  virtual void done(int64_t index, const torch::Tensor& loss) = 0;

 private:
  torch::nn::Embedding emb_;
  torch::nn::LSTM rnn_;
  torch::nn::Linear out_;
  CarriedState state_;
  std::vector<torch::Tensor> params_;
  std::unique_ptr<torch::optim::Adam> opt_;
};

class TextTrainer : public StreamTrainer {
 public:
  explicit TextTrainer(const std::string& text) : StreamTrainer(128, 128, 1) {
    std::vector<int64_t> ids(text.begin(), text.end());
    data_ = torch::tensor(ids, torch::kLong);
  }

 protected:
  std::pair<torch::Tensor, torch::Tensor> window(int64_t index) override {
    const int64_t len = 48;
    const int64_t at = (index * len) % (data_.size(0) - len - 1);
    return {data_.narrow(0, at, len).unsqueeze(1), data_.narrow(0, at + 1, len).unsqueeze(1)};
  }

  void done(int64_t index, const torch::Tensor& loss) override {
    last_ = loss;
    if (index % 200 == 0) std::cout << index << " bits/char " << last_.item<double>() / 0.6931 << "\n";
  }

 private:
  torch::Tensor data_;
  torch::Tensor last_;
};

int main() {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "it was the best of times, it was the worst of times; ";
  TextTrainer(text).run(1'000'000);
}
