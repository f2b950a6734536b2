// RUN: %check_rule %s
// A state that is cut part by part is cut.
#include "../Inputs/net.h"
#include <tuple>

using State = std::tuple<torch::Tensor, torch::Tensor>;

struct LanguageModelImpl : torch::nn::Module {
  std::pair<torch::Tensor, State> forward(torch::Tensor x, const State &state) {
    torch::Tensor out;
    State next;
    std::tie(out, next) = lstm->forward(x, state);
    return {out, next};
  }
  torch::nn::LSTM lstm{nullptr};
};
TORCH_MODULE(LanguageModel);

void elements_in_place_ok(LanguageModel &model, torch::optim::Optimizer &opt) {
  State state{torch::zeros({1, 1, 8}), torch::zeros({1, 1, 8})};
  while (more()) {
    torch::Tensor out;
    std::tie(out, state) = model->forward(nextBatch().data, state);
    opt.zero_grad();
    out.sum().backward();
    opt.step();
    std::get<0>(state).detach_();
    std::get<1>(state).detach_();
  }
}

void elements_assigned_ok(LanguageModel &model) {
  State state{torch::zeros({1, 1, 8}), torch::zeros({1, 1, 8})};
  while (more()) {
    torch::Tensor out;
    std::tie(out, state) = model->forward(nextBatch().data, state);
    out.sum().backward();
    std::get<0>(state) = std::get<0>(state).detach();
    std::get<1>(state) = std::get<1>(state).detach();
  }
}

struct Memory {
  torch::Tensor h, c;
  int64_t steps = 0;
};
Memory advance(LanguageModel &model, torch::Tensor x, const Memory &memory) {
  auto [out, next] = model->forward(x, State{memory.h, memory.c});
  auto [h, c] = next;
  return {h, c, memory.steps + 1};
}

void fields_ok(LanguageModel &model) {
  Memory memory;
  while (more()) {
    memory = advance(model, nextBatch().data, memory);
    memory.h.sum().backward();
    memory.h = memory.h.detach();
    memory.c = memory.c.detach();
  }
}
