// RUN: %check_rule %s
// A state behind a local pointer.
#include "../Inputs/net.h"
#include <list>

using torch::Tensor;

struct P1 {
  Net net;
  Tensor h = torch::zeros({1, 16});
  void run_bad() {
    Tensor *p = &h;
    while (more())
      *p = net->forward(*p); // WARN: recurrent-state
  }
};
struct P2 {
  Net net;
  Tensor h = torch::zeros({1, 16});
  void step_bad() {
    Tensor *p = &h;
    *p = net->forward(*p); // WARN: recurrent-state
  }
};
// What damages a state under a guard does not cut it.
struct P3 {
  Net net;
  Tensor h = torch::zeros({1, 16});
  void step_bad() {
    h = net->forward(h); // WARN: recurrent-state
  }
  void damage() {
    torch::NoGradGuard guard;
    h.narrow(0, 0, 1).zero_();
  }
};
// Some objects go; those that stay keep their history.
struct Track {
  Tensor look;
  int missed = 0;
  explicit Track(const Tensor &f) : look(f.detach().clone()) {}
  void absorb(const Tensor &f) {
    look = look * 0.9 + f * 0.1; // WARN: graph-accumulation
  }
};
struct P4 {
  Net net;
  std::list<Track> tracks;
  void step_bad() {
    auto f = net->forward(nextBatch().data);
    tracks.remove_if([](const Track &t) { return t.missed > 30; });
    associate(f);
  }
  void associate(const Tensor &f) {
    Track *best = nullptr;
    for (auto &t : tracks)
      if (more())
        best = &t;
    if (best)
      best->absorb(f);
    else
      tracks.emplace_back(f);
  }
};

void run(P1 &p1, P2 &p2, P3 &p3, P4 &p4) {
  p1.run_bad();
  while (more()) {
    p2.step_bad();
    p3.step_bad();
    p3.damage();
    p4.step_bad();
  }
}
