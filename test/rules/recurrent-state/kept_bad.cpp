// RUN: %check_rule %s
// How people forget to cut a state.
#include "../Inputs/net.h"
#include <memory>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

using torch::Tensor;

struct A1 {
  torch::nn::LSTM lstm{nullptr};
  std::tuple<Tensor, Tensor> s;
  void step_bad(Tensor x) {
    auto [o, n] = lstm->forward(x, s);
    s = std::make_tuple(std::get<0>(n).clone(), std::get<1>(n).clone()); // WARN: recurrent-state
  }
};
struct A2 {
  std::vector<torch::nn::GRUCell> cells;
  std::vector<Tensor> hs;
  void step_bad(Tensor x) {
    for (size_t i = 0; i < cells.size(); ++i) {
      x = cells[i]->forward(x, hs[i]);
      hs[i] = x; // WARN: recurrent-state
    }
  }
};
struct A5 {
  torch::nn::GRUCell c{nullptr};
  std::optional<Tensor> h;
  void step_bad(Tensor x) {
    Tensor y = h ? c->forward(x, *h) : c->forward(x);
    h = y; // WARN: recurrent-state
  }
};
struct A7 {
  torch::nn::GRUCell c{nullptr};
  Tensor h;
  void step_bad(Tensor x) {
    Tensor prev = h;
    if (!prev.defined())
      prev = torch::zeros({1, 4});
    h = c->forward(x, prev); // WARN: recurrent-state
  }
};
struct A9 {
  torch::nn::GRUCell c{nullptr};
  Tensor h;
  static Tensor to_device(const Tensor &t) {
    return t.to(torch::kCPU).contiguous();
  }
  void step_bad(Tensor x) {
    h = c->forward(x, to_device(h)); // WARN: recurrent-state
  }
};
struct A13 {
  struct St {
    Tensor h, c;
  };
  torch::nn::LSTMCell l{nullptr};
  std::shared_ptr<St> s = std::make_shared<St>();
  void step_bad(Tensor x) {
    std::tie(s->h, s->c) = l->forward(x, std::make_tuple(s->h, s->c)); // WARN: recurrent-state
  }
};
struct A14 {
  torch::nn::LSTM l{nullptr};
  std::optional<std::tuple<Tensor, Tensor>> s;
  void step_bad(Tensor x) {
    auto r = l->forward(x, s);
    s = std::get<1>(r); // WARN: recurrent-state
  }
};
struct A16 {
  torch::nn::GRUCell c{nullptr};
  std::unordered_map<int, Tensor> hs;
  void step_bad(int id, Tensor x) {
    auto it = hs.find(id);
    if (it == hs.end())
      it = hs.emplace(id, torch::zeros({1, 4})).first;
    it->second = c->forward(x, it->second); // WARN: recurrent-state
  }
};

void run(A1 &a1, A2 &a2, A5 &a5, A7 &a7, A9 &a9, A13 &a13,
         A14 &a14, A16 &a16) {
  while (more()) {
    a1.step_bad(nextBatch().data);
    a2.step_bad(nextBatch().data);
    a5.step_bad(nextBatch().data);
    a7.step_bad(nextBatch().data);
    a9.step_bad(nextBatch().data);
    a13.step_bad(nextBatch().data);
    a14.step_bad(nextBatch().data);
    a16.step_bad(3, nextBatch().data);
  }
}
