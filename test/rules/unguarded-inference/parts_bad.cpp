// RUN: %check_rule %s
// What is computed anew in each round is no part of a result from before.
#include "../Inputs/net.h"
#include <torch/script.h>
#include <vector>

int second_stage_bad(Net &detector, Net &classifier) {
  auto proposals = detector->forward(nextBatch().data);
  std::vector<torch::Tensor> output;
  for (int64_t i = 0; i < proposals.size(0); ++i)
    output.push_back(classifier->forward(proposals[i])); // WARN: unguarded-inference
  return static_cast<int>(output.size());
}

int same_model_bad(Net &net) {
  auto proposals = net->forward(nextBatch().data);
  std::vector<torch::Tensor> output;
  for (int64_t i = 0; i < proposals.size(0); ++i) {
    auto refined = net->forward(proposals[i]);
    output.push_back(refined); // WARN: unguarded-inference
  }
  return static_cast<int>(output.size());
}

int endless_bad(Net &net) {
  auto table = net->forward(nextBatch().data);
  std::vector<torch::Tensor> log;
  while (more())
    log.push_back(table * nextBatch().data); // WARN: unguarded-inference
  return static_cast<int>(log.size());
}

int each_image_bad(Net &net, int images) {
  std::vector<torch::Tensor> output;
  for (int n = 0; n < images; ++n) {
    auto scores = net->forward(nextBatch().data);
    for (int64_t i = 0; i < scores.size(0); ++i)
      output.push_back(scores[i]); // WARN: unguarded-inference
  }
  return static_cast<int>(output.size());
}

struct Service {
  Net net;
  std::vector<torch::Tensor> log;
  void handle_bad(torch::Tensor request) {
    auto scores = net->forward(request);
    for (int64_t i = 0; i < scores.size(0); ++i)
      log.push_back(scores[i]); // WARN: unguarded-inference
  }
};

void serve_bad(Service &service) {
  while (more())
    service.handle_bad(nextBatch().data);
}
