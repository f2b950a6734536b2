// RUN: %check_rule %s
// detach_() that runs sometimes, or on something else.
#include "../Inputs/net.h"
#include <vector>

using torch::Tensor;

struct Record {
  Tensor out, hidden;
};

void cut(Tensor t) { t.detach_(); }

void sometimes_bad(Net &net, torch::optim::SGD &sgd) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    kept.push_back(out); // WARN: graph-in-container
    out.sum().backward();
    if (out.numel() > 100)
      out.detach_();
    sgd.step();
  }
}
void a_copy_bad(Net &net, torch::optim::SGD &sgd) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    Tensor copy = out.clone();
    kept.push_back(out); // WARN: graph-in-container
    out.sum().backward();
    copy.detach_();
    sgd.step();
  }
}
void the_name_only_bad(Net &net, torch::optim::SGD &sgd) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor out = net->forward(nextBatch().data);
    kept.push_back(out); // WARN: graph-in-container
    out.sum().backward();
    out = out.detach();
    sgd.step();
  }
}
void the_other_field_bad(Net &net, torch::optim::SGD &sgd) {
  std::vector<Record> kept;
  while (more()) {
    Record r;
    r.out = net->forward(nextBatch().data);
    r.hidden = r.out.relu();
    kept.push_back(r); // WARN: graph-in-container
    r.out.sum().backward();
    r.hidden.detach_();
    sgd.step();
  }
}
void before_it_is_made_bad(Net &net, torch::optim::SGD &sgd) {
  std::vector<Tensor> kept;
  while (more()) {
    Tensor data = nextBatch().data;
    cut(data);
    Tensor out = net->forward(data);
    kept.push_back(out); // WARN: graph-in-container
    out.sum().backward();
    sgd.step();
  }
}
