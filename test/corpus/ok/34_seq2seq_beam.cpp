#include <torch/torch.h>
#include <algorithm>
#include <vector>

struct DecoderImpl : torch::nn::Module {
  DecoderImpl() : embed(1000, 64), cell(64, 64), out(64, 1000) {
    register_module("embed", embed);
    register_module("cell", cell);
    register_module("out", out);
  }
  std::tuple<torch::Tensor, torch::Tensor> step(int64_t token, const torch::Tensor& h) {
    auto n = cell(embed(torch::tensor({token})), h);
    return {torch::log_softmax(out(n), -1), n};
  }
  torch::nn::Embedding embed;
  torch::nn::GRUCell cell;
  torch::nn::Linear out;
};
TORCH_MODULE(Decoder);

struct Hypothesis {
  std::vector<int64_t> tokens;
  torch::Tensor hidden;
  double score = 0;
};

std::vector<int64_t> beam_search(Decoder& dec, const torch::Tensor& context, size_t width, int max_len) {
  torch::NoGradGuard no_grad;
  std::vector<Hypothesis> beam{{{1}, context, 0.0}};
  for (int t = 0; t < max_len; ++t) {
    std::vector<Hypothesis> candidates;
    for (const auto& h : beam) {
      auto [logp, hidden] = dec->step(h.tokens.back(), h.hidden);
      auto [values, ids] = logp.topk(static_cast<int64_t>(width));
      for (size_t i = 0; i < width; ++i) {
        Hypothesis next = h;
        next.tokens.push_back(ids[0][static_cast<int64_t>(i)].item<int64_t>());
        next.hidden = hidden;
        next.score += values[0][static_cast<int64_t>(i)].item<double>();
        candidates.push_back(std::move(next));
      }
    }
    std::partial_sort(candidates.begin(), candidates.begin() + width, candidates.end(),
                      [](const Hypothesis& a, const Hypothesis& b) {
                        return a.score > b.score;
                      });
    candidates.resize(width);
    beam = std::move(candidates);
  }
  return beam.front().tokens;
}

torch::Tensor teacher_forcing(Decoder& dec, const torch::Tensor& context, const std::vector<int64_t>& target) {
  std::vector<torch::Tensor> losses;
  auto h = context;
  for (size_t t = 0; t + 1 < target.size(); ++t) {
    torch::Tensor logp;
    std::tie(logp, h) = dec->step(target[t], h);
    losses.push_back(torch::nll_loss(logp, torch::tensor({target[t + 1]})));
  }
  return torch::stack(losses).mean();
}

void train(Decoder& dec, torch::optim::Adam& opt, const std::vector<std::vector<int64_t>>& corpus) {
  for (const auto& sentence : corpus) {
    auto loss = teacher_forcing(dec, torch::zeros({1, 64}), sentence);
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}
