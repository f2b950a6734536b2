// POS-style tagger on synthetic token sequences; trains for ever, validates after every epoch.
#include <torch/torch.h>

#include <iomanip>
#include <iostream>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

namespace F = torch::nn::functional;

struct TokenDataset : torch::data::datasets::Dataset<TokenDataset> {
  TokenDataset(int64_t count, int64_t length, int64_t vocab, int64_t tags)
      : tokens_(torch::randint(0, vocab, {count, length}, torch::kLong)),
        labels_(tokens_.remainder(tags)) {}

  torch::data::Example<> get(size_t index) override {
    const auto i = static_cast<int64_t>(index);
    return {tokens_[i], labels_[i]};
  }
  std::optional<size_t> size() const override { return static_cast<size_t>(tokens_.size(0)); }

 private:
  torch::Tensor tokens_, labels_;
};

struct TaggerImpl : torch::nn::Module {
  TaggerImpl(int64_t vocab, int64_t tags)
      : embed(vocab, 64),
        lstm(torch::nn::LSTMOptions(64, 96).batch_first(true).bidirectional(true)),
        drop(0.2),
        out(192, tags) {
    register_module("embed", embed);
    register_module("lstm", lstm);
    register_module("drop", drop);
    register_module("out", out);
  }

  torch::Tensor forward(const torch::Tensor& tokens) {
    auto features = std::get<0>(lstm->forward(embed->forward(tokens)));
    return out->forward(drop->forward(features));
  }

  torch::nn::Embedding embed;
  torch::nn::LSTM lstm;
  torch::nn::Dropout drop;
  torch::nn::Linear out;
};
TORCH_MODULE(Tagger);

static torch::Tensor tag_loss(Tagger& model, const torch::data::Example<>& batch) {
  auto logits = model->forward(batch.data);
  return F::cross_entropy(logits.flatten(0, 1), batch.target.flatten());
}

template <typename Loader>
torch::Tensor evaluate(Tagger& model, Loader& loader) {
  torch::NoGradGuard();
  model->eval();
  std::vector<torch::Tensor> losses;
  for (auto& batch : loader) {
    losses.push_back(tag_loss(model, batch));
  }
  return torch::stack(losses).mean();
}

template <typename Loader>
void train_epoch(Tagger& model, Loader& loader, torch::optim::Optimizer& opt) {
  model->train();
  for (auto& batch : loader) {
    opt.zero_grad();
    auto loss = tag_loss(model, batch);
    loss.backward();
    opt.step();
  }
}

int main() {
  constexpr int64_t kVocab = 500, kTags = 17, kLength = 24;

  auto train_set = TokenDataset(1024, kLength, kVocab, kTags).map(torch::data::transforms::Stack<>());
  auto val_set = TokenDataset(256, kLength, kVocab, kTags).map(torch::data::transforms::Stack<>());
  auto train_loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(
      std::move(train_set), torch::data::DataLoaderOptions().batch_size(64));
  auto val_loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      std::move(val_set), torch::data::DataLoaderOptions().batch_size(64));

  Tagger model(kVocab, kTags);
  torch::optim::Adam opt(model->parameters(), torch::optim::AdamOptions(1e-3));

  std::vector<torch::Tensor> curve;
  for (int epoch = 1; epoch <= 50000; ++epoch) {
    train_epoch(model, *train_loader, opt);
    curve.push_back(evaluate(model, *val_loader));  // WARN: ineffective-guard

    const float latest = curve.back().item<float>();
    const float first = curve.front().item<float>();
    std::cout << "epoch " << std::setw(5) << epoch << "  val " << std::fixed << std::setprecision(4) << latest
              << "  (" << 100.f * (latest - first) / first << "% since start)\n";
  }
  return 0;
}
