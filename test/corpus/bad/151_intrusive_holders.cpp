#include <torch/custom_class.h>
#include <torch/script.h>
#include <torch/torch.h>
#include <vector>

namespace ext {

struct BeamState;

struct BeamPool : torch::CustomClassHolder {
  std::vector<c10::intrusive_ptr<BeamState>> states;
  torch::Tensor scratch = torch::zeros({1024});
};

struct BeamState : torch::CustomClassHolder {
  explicit BeamState(torch::Tensor s) : scores(std::move(s)) {}
  torch::Tensor scores;
  c10::intrusive_ptr<BeamPool> pool;
  torch::Tensor advance(const torch::Tensor& logits) {
    scores = (scores.unsqueeze(1) + torch::log_softmax(logits, -1)).flatten();
    pool->scratch.slice(0, 0, scores.size(0)).copy_(scores.slice(0, 0, pool->scratch.size(0)));
    return scores;
  }
};

c10::intrusive_ptr<BeamState> spawn(const c10::intrusive_ptr<BeamPool>& pool, torch::Tensor initial) {
  auto state = c10::make_intrusive<BeamState>(std::move(initial));
  state->pool = pool;
  pool->states.push_back(state);  // WARN: ownership-cycle
  return state;
}

torch::Tensor decode(const torch::Tensor& logits, int64_t beams) {
  torch::NoGradGuard no_grad;
  auto pool = c10::make_intrusive<BeamPool>();
  std::vector<torch::Tensor> outs;
  for (int64_t b = 0; b < beams; ++b) outs.push_back(spawn(pool, torch::zeros({1}))->advance(logits[b].unsqueeze(0)));
  return torch::stack(outs);
}

}  // namespace ext

TORCH_LIBRARY(beam_ext, m) {
  m.def("decode", &ext::decode);
}
