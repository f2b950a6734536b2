#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <iterator>
#include <numeric>
#include <vector>

using torch::Tensor;
namespace F = torch::nn::functional;

struct TinyLmImpl : torch::nn::Module {
  TinyLmImpl(int64_t vocab, int64_t dim) {
    emb = register_module("emb", torch::nn::Embedding(vocab, dim));
    rnn = register_module("rnn", torch::nn::LSTM(torch::nn::LSTMOptions(dim, dim).num_layers(2).batch_first(true)));
    proj = register_module("proj", torch::nn::Linear(dim, vocab));
  }
  Tensor forward(const Tensor& ids) {
    auto [y, state] = rnn->forward(emb->forward(ids));
    return proj->forward(y);
  }
  torch::nn::Embedding emb{nullptr};
  torch::nn::LSTM rnn{nullptr};
  torch::nn::Linear proj{nullptr};
};
TORCH_MODULE(TinyLm);

struct StepRecord {
  int64_t step;
  int64_t tokens;
  Tensor nll;
  double grad_norm;
  std::chrono::milliseconds took;
};

class LmTrainer {
 public:
  LmTrainer(int64_t vocab, double lr)
      : vocab_(vocab), model_(vocab, 128), opt_(model_->parameters(), torch::optim::AdamWOptions(lr)) {}

  StepRecord step(const Tensor& ids) {
    const auto t0 = std::chrono::steady_clock::now();
    const auto inputs = ids.slice(1, 0, -1);
    const auto labels = ids.slice(1, 1);

    model_->train();
    opt_.zero_grad();
    auto nll = F::cross_entropy(model_->forward(inputs).reshape({-1, vocab_}), labels.reshape(-1));
    nll.backward();
    const double norm = torch::nn::utils::clip_grad_norm_(model_->parameters(), 1.0);
    opt_.step();

    const auto dt = std::chrono::steady_clock::now() - t0;
    return {++count_, labels.numel(), nll, norm, std::chrono::duration_cast<std::chrono::milliseconds>(dt)};
  }

 private:
  int64_t vocab_;
  TinyLm model_;
  torch::optim::AdamW opt_;
  int64_t count_ = 0;
};

namespace {

template <class It>
double perplexity(It first, It last) {
  double nats = 0, tokens = 0;
  for (; first != last; ++first) {
    nats += first->nll.template item<double>() * static_cast<double>(first->tokens);
    tokens += static_cast<double>(first->tokens);
  }
  return std::exp(nats / tokens);
}

template <class Journal>
void print_tail(const Journal& j, size_t n) {
  const auto first = std::prev(j.end(), static_cast<std::ptrdiff_t>(std::min(n, j.size())));
  const auto ms = std::accumulate(first, j.end(), int64_t{0},
                                  [](int64_t a, const StepRecord& r) { return a + r.took.count(); });
  std::cout << std::setw(8) << j.back().step << " ppl " << perplexity(first, j.end()) << " |g| "
            << j.back().grad_norm << " " << ms << " ms\n";
}

}  // namespace

int main() {
  constexpr int64_t kVocab = 4096;
  LmTrainer trainer(kVocab, 1e-3);
  std::vector<StepRecord> journal;

  for (int epoch = 0; epoch < 10000; ++epoch) {
    for (int i = 0; i < 400; ++i) {
      journal.push_back(trainer.step(torch::randint(kVocab, {16, 65}, torch::kLong)));  // WARN: attached-return
      if (journal.size() % 100 == 0) print_tail(journal, 100);
    }
    std::cout << "epoch " << epoch << " overall ppl " << perplexity(journal.begin(), journal.end()) << '\n';
  }
}
