// RUN: %check_rule %s
// Tensors that are cut after they were stored, or through another name.
#include "../Inputs/net.h"
#include <memory>
#include <vector>

using torch::Tensor;

struct Record {
  Tensor out;
  double score = 0;
};

void cut(Tensor t) { t.detach_(); }

void other_handle_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    Tensor same = out;
    kept.push_back(same);
    out.sum().backward();
    out.detach_();
  }
}
void own_name_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    kept.push_back(out);
    out.sum().backward();
    out.detach_();
  }
}
void before_it_is_stored_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    Tensor same = out;
    out.sum().backward();
    out.detach_();
    kept.push_back(same);
  }
}
void by_helper_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    kept.push_back(out);
    out.sum().backward();
    cut(out);
  }
}
void last_element_ok(Net &net) {
  std::vector<Tensor> kept;
  while (more()) {
    kept.push_back(net->forward(nextBatch().data));
    kept.back().sum().backward();
    kept.back().detach_();
  }
}
void in_the_next_round_ok(Net &net) {
  std::vector<Tensor> kept;
  Tensor h = torch::zeros({1, 16});
  while (more()) {
    h.detach_();
    h = net->forward(h + nextBatch().data);
    kept.push_back(h);
    h.sum().backward();
  }
}
void field_of_a_copy_ok(Net &net) {
  std::vector<Record> kept;
  while (more()) {
    Record r;
    r.out = net->forward(nextBatch().data);
    kept.push_back(r);
    r.out.sum().backward();
    r.out.detach_();
  }
}
void field_of_last_ok(Net &net) {
  std::vector<Record> kept;
  while (more()) {
    kept.push_back({net->forward(nextBatch().data), 1.0});
    kept.back().out.sum().backward();
    kept.back().out = kept.back().out.detach();
  }
}
void field_of_each_ok(Net &net) {
  std::vector<Record> kept;
  while (more()) {
    kept.push_back({net->forward(nextBatch().data), 1.0});
    kept.back().out.sum().backward();
    for (auto &r : kept)
      r.out.detach_();
  }
}
void field_of_each_anew_ok(Net &net) {
  std::vector<Record> kept;
  while (more()) {
    kept.push_back({net->forward(nextBatch().data), 1.0});
    kept.back().out.sum().backward();
    for (auto &r : kept)
      r.out = r.out.detach();
  }
}
// A copy of each element is a handle of it.
struct Window {
  Net net{16, 16};
  std::vector<Tensor> kept{torch::zeros({1, 16})};
  Tensor advance_ok() {
    kept.push_back(net->forward(kept.back() + nextBatch().data));
    return kept.back();
  }
  void seal() {
    for (auto t : kept)
      t.detach_();
  }
};
void other_method_ok() {
  Window window;
  while (more()) {
    window.advance_ok().sum().backward();
    window.seal();
  }
}
