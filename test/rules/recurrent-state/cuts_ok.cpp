// RUN: %check_rule %s
// How people cut a state.
#include "../Inputs/net.h"
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <tuple>
#include <vector>

using torch::Tensor;

struct A1 {
  torch::nn::LSTM lstm{nullptr};
  std::tuple<Tensor, Tensor> s;
  void step_ok(Tensor x) {
    auto [o, n] = lstm->forward(x, s);
    s = std::make_tuple(std::get<0>(n).detach(), std::get<1>(n).detach());
  }
};
struct A2 {
  std::vector<torch::nn::GRUCell> cells;
  std::vector<Tensor> hs;
  void step_ok(Tensor x) {
    for (size_t i = 0; i < cells.size(); ++i) {
      x = cells[i]->forward(x, hs[i]);
      hs[i] = x;
    }
    for (auto &h : hs)
      h = h.detach();
  }
};
struct A3 {
  std::vector<torch::nn::GRUCell> cells;
  std::vector<Tensor> hs;
  void step_ok(Tensor x) {
    for (size_t i = 0; i < cells.size(); ++i) {
      x = cells[i]->forward(x, hs[i]);
      hs[i] = x;
    }
    std::transform(hs.begin(), hs.end(), hs.begin(),
                   [](const Tensor &t) { return t.detach(); });
  }
};
struct A4 {
  std::vector<torch::nn::GRUCell> cells;
  std::vector<Tensor> hs;
  void step_ok(Tensor x) {
    for (size_t i = 0; i < cells.size(); ++i) {
      x = cells[i]->forward(x, hs[i]);
      hs[i] = x;
    }
    std::for_each(hs.begin(), hs.end(), [](Tensor &t) { t.detach_(); });
  }
};
struct A5 {
  torch::nn::GRUCell c{nullptr};
  std::optional<Tensor> h;
  void step_ok(Tensor x) {
    if (h)
      h = h->detach();
    Tensor y = h ? c->forward(x, *h) : c->forward(x);
    h = y;
  }
};
struct A6 {
  torch::nn::GRUCell c{nullptr};
  Tensor h;
  int n = 0;
  void step_ok(Tensor x) {
    h = c->forward(x, h);
    if (++n % 16 == 0)
      h = h.detach();
  }
};
struct A7 {
  torch::nn::GRUCell c{nullptr};
  Tensor h;
  void step_ok(Tensor x) {
    Tensor prev = h;
    prev = prev.defined() ? prev.detach() : torch::zeros({1, 4});
    h = c->forward(x, prev);
  }
};
struct A8 {
  torch::nn::GRUCell c{nullptr};
  Tensor h;
  void step_ok(Tensor x) {
    h = c->forward(x, h.data());
  }
};
struct A9 {
  torch::nn::GRUCell c{nullptr};
  Tensor h;
  static Tensor repackage(const Tensor &t) {
    return t.defined() ? t.detach() : t;
  }
  void step_ok(Tensor x) {
    h = c->forward(x, repackage(h));
  }
};
struct A10 {
  torch::nn::GRUCell c{nullptr};
  std::array<Tensor, 2> hs;
  static void detach_all(std::array<Tensor, 2> &a) {
    for (auto &t : a)
      t = t.detach();
  }
  void step_ok(Tensor x) {
    detach_all(hs);
    hs[0] = c->forward(x, hs[0]);
    hs[1] = c->forward(hs[0], hs[1]);
  }
};
struct A11 {
  struct St {
    Tensor h, c;
    void detach() {
      h = h.detach();
      c = c.detach();
    }
  };
  torch::nn::LSTMCell l{nullptr};
  St s;
  void step_ok(Tensor x) {
    auto [h, c] = l->forward(x, std::make_tuple(s.h, s.c));
    s.h = h;
    s.c = c;
    s.detach();
  }
};
struct A12 {
  struct St {
    Tensor h, c;
    St detached() const {
      return {h.detach(), c.detach()};
    }
  };
  torch::nn::LSTMCell l{nullptr};
  St s;
  void step_ok(Tensor x) {
    St p = s.detached();
    auto [h, c] = l->forward(x, std::make_tuple(p.h, p.c));
    s = St{h, c};
  }
};
struct A13 {
  struct St {
    Tensor h, c;
    void detach_() {
      h.detach_();
      c.detach_();
    }
  };
  torch::nn::LSTMCell l{nullptr};
  std::shared_ptr<St> s;
  void step_ok(Tensor x) {
    s->detach_();
    std::tie(s->h, s->c) = l->forward(x, std::make_tuple(s->h, s->c));
  }
};
struct A14 {
  torch::nn::LSTM l{nullptr};
  std::optional<std::tuple<Tensor, Tensor>> s;
  void step_ok(Tensor x) {
    if (s.has_value()) {
      std::get<0>(*s).detach_();
      std::get<1>(*s).detach_();
    }
    auto r = l->forward(x, s);
    s = std::get<1>(r);
  }
};
struct A15 {
  torch::nn::LSTM l{nullptr};
  std::optional<std::tuple<Tensor, Tensor>> s;
  void step_ok(Tensor x) {
    auto r = l->forward(x, s);
    auto &n = std::get<1>(r);
    s.emplace(std::get<0>(n).detach(), std::get<1>(n).detach());
  }
};

void run(A1 &a1, A2 &a2, A3 &a3, A4 &a4, A5 &a5, A6 &a6, A7 &a7, A8 &a8, A9 &a9,
         A10 &a10, A11 &a11, A12 &a12, A13 &a13, A14 &a14, A15 &a15) {
  while (more()) {
    a1.step_ok(nextBatch().data);
    a2.step_ok(nextBatch().data);
    a3.step_ok(nextBatch().data);
    a4.step_ok(nextBatch().data);
    a5.step_ok(nextBatch().data);
    a6.step_ok(nextBatch().data);
    a7.step_ok(nextBatch().data);
    a8.step_ok(nextBatch().data);
    a9.step_ok(nextBatch().data);
    a10.step_ok(nextBatch().data);
    a11.step_ok(nextBatch().data);
    a12.step_ok(nextBatch().data);
    a13.step_ok(nextBatch().data);
    a14.step_ok(nextBatch().data);
    a15.step_ok(nextBatch().data);
  }
}
