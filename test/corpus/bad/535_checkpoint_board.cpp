#include <torch/torch.h>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <future>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

// Runs next to a training job and scores every checkpoint that shows up.
namespace fs = std::filesystem;

struct TinyLMImpl : torch::nn::Module {
  TinyLMImpl(int64_t vocab = 1000, int64_t d = 128) {
    emb = register_module("emb", torch::nn::Embedding(vocab, d));
    enc = register_module("enc", torch::nn::TransformerEncoder(torch::nn::TransformerEncoderOptions(
        torch::nn::TransformerEncoderLayerOptions(d, 4).dim_feedforward(512).dropout(0.1), 2)));
    head = register_module("head", torch::nn::Linear(d, vocab));
  }
  torch::Tensor forward(const torch::Tensor& tok) {  // (T, B)
    auto T = tok.size(0);
    auto mask = torch::full({T, T}, -INFINITY).triu(1);
    return head->forward(enc->forward(emb->forward(tok), mask));
  }
  torch::nn::Embedding emb{nullptr};
  torch::nn::TransformerEncoder enc{nullptr};
  torch::nn::Linear head{nullptr};
};
TORCH_MODULE(TinyLM);

struct Score {
  std::string checkpoint;
  torch::Tensor per_domain;  // nll for each held-out domain
};

torch::Tensor nll(TinyLM& lm, const torch::Tensor& tok) {
  auto T = tok.size(0);
  auto logits = lm->forward(tok.slice(0, 0, T - 1));
  return torch::cross_entropy_loss(logits.flatten(0, 1), tok.slice(0, 1, T).flatten());
}

Score score_checkpoint(const std::string& path, const std::vector<torch::Tensor>& domains) {
  TinyLM lm;
  torch::load(lm, path);
  lm->eval();
  std::vector<torch::Tensor> v;
  for (const auto& d : domains) v.push_back(nll(lm, d));
  return {path, torch::stack(v)};
}

bool next_checkpoint(const fs::path& dir, int step, std::string& path) {
  auto p = dir / ("step_" + std::to_string(step) + ".pt");
  if (!fs::exists(p)) return false;
  path = p.string();
  return true;
}

int main(int argc, char** argv) {
  torch::NoGradGuard no_grad;
  fs::path dir = argc > 1 ? argv[1] : "checkpoints";
  std::vector<torch::Tensor> domains;
  for (int i = 0; i < 3; ++i) domains.push_back(torch::randint(1000, {64, 8}, torch::kLong));

  std::vector<Score> board;
  size_t best = 0;
  for (int step = 0;;) {
    std::string path;
    if (!next_checkpoint(dir, step, path)) {
      std::this_thread::sleep_for(std::chrono::seconds(10));
      continue;
    }
    auto job = std::async(std::launch::async, [&] { return score_checkpoint(path, domains); });
    while (job.wait_for(std::chrono::seconds(5)) != std::future_status::ready)
      std::cout << "." << std::flush;
    board.push_back(job.get());  // WARN: ineffective-guard
    auto mean = [&](size_t i) { return board[i].per_domain.mean().item<double>(); };
    if (mean(board.size() - 1) < mean(best)) best = board.size() - 1;
    std::cout << "\n" << path << " ppl " << std::exp(mean(board.size() - 1)) << " best "
              << board[best].checkpoint << "\n";
    step += 500;
  }
}
