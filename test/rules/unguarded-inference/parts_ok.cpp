// RUN: %check_rule %s
// One result that is taken apart: its parts share the graph of one forward.
#include "../Inputs/net.h"
#include <string>
#include <torch/script.h>
#include <vector>

int rows_ok() {
  auto model = torch::jit::load("m.pt");
  auto scores = model.forward({nextBatch().data}).toTensor();
  std::vector<torch::Tensor> output;
  for (int64_t i = 0; i < scores.size(0); ++i) {
    auto row = scores.select(0, i);
    row = torch::index_select(row, 0, torch::nonzero(row > 0.2).select(1, 0));
    if (row.size(0) == 0)
      continue;
    output.push_back(row * 2);
  }
  return static_cast<int>(output.size());
}

struct Boxes {
  std::vector<torch::Tensor> boxes;
  void add(torch::Tensor box) { boxes.push_back(box); }
};

int helper_ok(Net &net) {
  Boxes kept;
  auto all = net->forward(nextBatch().data);
  for (const auto &box : all.unbind(0))
    kept.add(box);
  return static_cast<int>(kept.boxes.size());
}

struct Frame {
  std::vector<torch::Tensor> parts;
};

int nested_ok(Net &net) {
  Frame frame;
  auto heads = net->forward(nextBatch().data);
  for (int64_t i = 0; i < heads.size(0); ++i)
    for (int64_t j = 0; j < heads.size(1); ++j)
      frame.parts.push_back(heads[i][j].sigmoid());
  return static_cast<int>(frame.parts.size());
}
