#include <torch/torch.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace kws {

struct Utterance {
  std::string speaker;
  torch::Tensor mel;    // [B, mels, frames]
  torch::Tensor label;  // [B]
};

class EncoderImpl : public torch::nn::Module {
 public:
  EncoderImpl(int64_t mels, int64_t dim)
      : conv1_(torch::nn::Conv1dOptions(mels, 64, 5).padding(2)),
        conv2_(torch::nn::Conv1dOptions(64, dim, 3).padding(1)) {
    register_module("conv1", conv1_);
    register_module("conv2", conv2_);
  }
  torch::Tensor forward(const torch::Tensor& mel) {
    auto x = torch::relu(conv1_->forward(mel));
    x = torch::relu(conv2_->forward(x));
    return x.mean(2);
  }

 private:
  torch::nn::Conv1d conv1_, conv2_;
};
TORCH_MODULE(Encoder);

// Remembers how every speaker sounds, used for the drift column of the report.
class SpeakerBook {
 public:
  void add(const std::string& speaker, const torch::Tensor& embedding) {
    pages_[speaker].push_back(embedding); // WARN: graph-in-container
  }

  double spread(const std::string& speaker) const {
    auto it = pages_.find(speaker);
    if (it == pages_.end() || it->second.size() < 2) return 0.0;
    torch::NoGradGuard no_grad;
    const auto& page = it->second;
    const auto take = std::min<std::size_t>(page.size(), 32);
    std::vector<torch::Tensor> recent(page.end() - static_cast<std::ptrdiff_t>(take), page.end());
    return torch::stack(recent).std(0).mean().item<double>();
  }

 private:
  std::unordered_map<std::string, std::vector<torch::Tensor>> pages_;
};

class Trainer {
 public:
  using EmbeddingHook = std::function<void(const std::string&, const torch::Tensor&)>;

  Trainer(int64_t mels, int64_t words)
      : encoder_(mels, 128), head_(128, words), optimizer_(collect(), torch::optim::AdamOptions(3e-4)) {}

  void on_embedding(EmbeddingHook hook) { hooks_.push_back(std::move(hook)); }

  double fit(const Utterance& u) {
    optimizer_.zero_grad();
    auto embedding = encoder_->forward(u.mel);
    auto loss = torch::nn::functional::cross_entropy(head_->forward(embedding), u.label);
    loss.backward();
    optimizer_.step();
    const auto centre = embedding.mean(0);
    for (auto& hook : hooks_) hook(u.speaker, centre);
    return loss.item<double>();
  }

 private:
  std::vector<torch::Tensor> collect() {
    auto params = encoder_->parameters();
    for (auto& p : head_->parameters()) params.push_back(p);
    return params;
  }

  Encoder encoder_;
  torch::nn::Linear head_;
  torch::optim::Adam optimizer_;
  std::vector<EmbeddingHook> hooks_;
};

}  // namespace kws

int main() {
  const std::vector<std::string> speakers{"anna", "bo", "carl", "dina"};
  kws::SpeakerBook book;
  kws::Trainer trainer(40, 12);
  trainer.on_embedding([&book](const std::string& who, const torch::Tensor& e) { book.add(who, e); });

  for (int64_t step = 0; step < 2'000'000; ++step) {
    kws::Utterance u{speakers[static_cast<std::size_t>(step) % speakers.size()],
                     torch::randn({16, 40, 98}), torch::randint(0, 12, {16}, torch::kLong)};
    const double loss = trainer.fit(u);
    if (step % 500 == 0) {
      std::cout << step << " loss " << loss << " spread " << book.spread(u.speaker) << '\n';
    }
  }
}
