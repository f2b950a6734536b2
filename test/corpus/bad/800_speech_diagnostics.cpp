#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace asr {

struct AcousticNetImpl : torch::nn::Module {
  AcousticNetImpl(int64_t feats, int64_t vocab) {
    conv = register_module("conv", torch::nn::Conv1d(torch::nn::Conv1dOptions(feats, 96, 5).padding(2)));
    out = register_module("out", torch::nn::Linear(96, vocab));
  }
  // [B, F, T] -> [T, B, V]
  torch::Tensor forward(const torch::Tensor& x) {
    auto h = torch::relu(conv->forward(x)).permute({2, 0, 1});
    return torch::log_softmax(out->forward(h), -1);
  }
  torch::nn::Conv1d conv{nullptr};
  torch::nn::Linear out{nullptr};
};
TORCH_MODULE(AcousticNet);

struct Batch {
  torch::Tensor feats, targets, in_len, tgt_len;
  std::vector<std::string> speakers;
};

struct UtteranceScore {
  std::string speaker;
  torch::Tensor nll;
};

using ScoreSink = std::function<void(UtteranceScore)>;

class SpeakerDiagnostics {
 public:
  void accept(UtteranceScore s) {
    auto& bucket = scores_[s.speaker];
    bucket.push_back(std::move(s.nll));  // WARN: graph-in-container
    ++seen_;
  }

  std::pair<std::string, float> worst() const {
    std::pair<std::string, float> w{"-", -1.f};
    for (const auto& [spk, v] : scores_) {
      if (const float m = torch::stack(v).mean().item<float>(); m > w.second) w = {spk, m};
    }
    return w;
  }
  size_t seen() const { return seen_; }

 private:
  std::unordered_map<std::string, std::vector<torch::Tensor>> scores_;
  size_t seen_ = 0;
};

class Trainer {
 public:
  Trainer(AcousticNet net, ScoreSink sink)
      : net_(std::move(net)), opt_(net_->parameters(), torch::optim::AdamOptions(3e-4)), sink_(std::move(sink)) {}

  void step(const Batch& b) {
    opt_.zero_grad();
    auto logp = net_->forward(b.feats);
    auto per_utt = torch::nn::functional::ctc_loss(
        logp, b.targets, b.in_len, b.tgt_len,
        torch::nn::functional::CTCLossFuncOptions().reduction(torch::kNone).zero_infinity(true));
    per_utt.mean().backward();
    torch::nn::utils::clip_grad_norm_(net_->parameters(), 5.0);
    opt_.step();
    publish(b, per_utt / b.tgt_len.to(torch::kFloat));
  }

 private:
  void publish(const Batch& b, const torch::Tensor& normalised) {
    auto rows = normalised.unbind(0);
    for (size_t i = 0; i < rows.size(); ++i) sink_({b.speakers[i], rows[i]});
  }

  AcousticNet net_;
  torch::optim::Adam opt_;
  ScoreSink sink_;
};

Batch draw(int64_t n, int64_t step) {
  Batch b;
  b.feats = torch::randn({n, 40, 120});
  b.targets = torch::randint(1, 30, {n, 20}, torch::kLong);
  b.in_len = torch::full({n}, 120, torch::kLong);
  b.tgt_len = torch::full({n}, 20, torch::kLong);
  for (int64_t i = 0; i < n; ++i) b.speakers.push_back("spk" + std::to_string((step + i) % 37));
  return b;
}

}  // namespace asr

int main() {
  asr::SpeakerDiagnostics diag;
  asr::Trainer trainer(asr::AcousticNet(40, 30), [&diag](asr::UtteranceScore s) { diag.accept(std::move(s)); });
  for (int64_t step = 0;; ++step) {
    trainer.step(asr::draw(8, step));
    if (step % 500 == 499) {
      const auto [spk, nll] = diag.worst();
      std::cout << diag.seen() << " utterances, worst " << spk << " " << nll << "\n";
    }
  }
}
