#include <torch/torch.h>

#include <cmath>
#include <cstdint>
#include <iostream>
#include <string>

namespace util {

inline double as_double(double v) { return v; }
inline double as_double(const torch::Tensor& v) { return v.item<double>(); }

// Weighted running average, after the AverageMeter from the ImageNet example.
template <typename T>
class AverageMeter {
 public:
  AverageMeter(std::string name, T zero) : name_(std::move(name)), sum_(std::move(zero)) {}

  void update(const T& value, int64_t n = 1) {
    sum_ = sum_ + value * n;  // WARN: graph-accumulation
    count_ += n;
  }

  double avg() const { return count_ ? as_double(sum_) / static_cast<double>(count_) : 0.0; }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  T sum_;
  int64_t count_ = 0;
};

template <typename T>
std::ostream& operator<<(std::ostream& os, const AverageMeter<T>& m) {
  return os << m.name() << " " << m.avg();
}

}  // namespace util

struct CharLMImpl : torch::nn::Module {
  CharLMImpl(int64_t vocab, int64_t dim)
      : emb(register_module("emb", torch::nn::Embedding(vocab, dim))),
        rnn(register_module("rnn", torch::nn::GRU(torch::nn::GRUOptions(dim, dim).batch_first(true)))),
        out(register_module("out", torch::nn::Linear(dim, vocab))) {}

  torch::Tensor forward(const torch::Tensor& tokens) {
    auto h = std::get<0>(rnn->forward(emb->forward(tokens)));
    return out->forward(h);
  }

  torch::nn::Embedding emb;
  torch::nn::GRU rnn;
  torch::nn::Linear out;
};
TORCH_MODULE(CharLM);

class Corpus {
 public:
  explicit Corpus(int64_t n, int64_t vocab) : data_(torch::randint(vocab, {n}, torch::kLong)) {}

  torch::Tensor window(int64_t batch, int64_t len) const {
    auto starts = torch::randint(data_.size(0) - len - 1, {batch, 1}, torch::kLong);
    return data_.index({starts + torch::arange(len + 1)});
  }

 private:
  torch::Tensor data_;
};

int main() {
  const int64_t vocab = 96, batch = 32, len = 64;
  Corpus corpus(1 << 20, vocab);
  CharLM lm(vocab, 192);
  torch::optim::AdamW opt(lm->parameters(), torch::optim::AdamWOptions(3e-4));

  util::AverageMeter<torch::Tensor> nll("nll", torch::zeros({}));
  util::AverageMeter<double> grad_norm("gnorm", 0.0);

  for (int64_t step = 1;; ++step) {
    auto w = corpus.window(batch, len);
    auto x = w.narrow(1, 0, len);
    auto y = w.narrow(1, 1, len);

    opt.zero_grad();
    auto logits = lm(x);
    auto loss = torch::nn::functional::cross_entropy(logits.reshape({-1, vocab}), y.reshape({-1}));
    loss.backward();
    double norm = torch::nn::utils::clip_grad_norm_(lm->parameters(), 1.0);
    opt.step();

    nll.update(loss, batch * len);
    grad_norm.update(norm);

    if (step % 200 == 0)
      std::cout << "step " << step << "  " << nll << "  ppl " << std::exp(nll.avg()) << "  " << grad_norm << "\n";
  }
}
