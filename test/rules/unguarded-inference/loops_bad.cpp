// RUN: %check_rule %s
// Inference over a stream or a data set, results kept.
#include "../Inputs/net.h"
#include <torch/script.h>
#include <algorithm>
#include <functional>
#include <iterator>
#include <thread>
#include <vector>

void extract_bad(Net &net) {
  net->eval();
  std::vector<torch::Tensor> features;
  while (more()) {
    auto f = net->forward(nextBatch().data);
    features.push_back(f); // WARN: unguarded-inference
  }
}

void predict_bad(Net &net, const std::vector<Batch> &batches) {
  net->eval();
  std::vector<torch::Tensor> probabilities;
  for (const auto &b : batches)
    probabilities.push_back(torch::softmax(net(b.data), 1)); // WARN: unguarded-inference
  for (const auto &p : probabilities)
    p.max().item<float>();
}

void scripted_bad(const std::string &path, const std::vector<torch::Tensor> &xs) {
  auto module = torch::jit::load(path);
  module.eval();
  std::vector<torch::IValue> results;
  std::vector<torch::Tensor> tensors;
  for (const auto &x : xs) {
    auto out = module.forward({x});
    results.push_back(out);              // WARN: unguarded-inference
    tensors.push_back(out.toTensor()[0]); // WARN: unguarded-inference
  }
}

void method_bad(const std::string &path) {
  torch::jit::Module module = torch::jit::load(path);
  std::vector<torch::Tensor> states;
  while (more())
    states.push_back( // WARN: unguarded-inference
        module.get_method("encode")({nextBatch().data}).toTensor());
}

void lambda_bad(Net &net) {
  std::vector<torch::Tensor> outputs;
  std::function<void(const Batch &)> on_batch = [&](const Batch &b) {
    outputs.push_back(net->forward(b.data)); // WARN: unguarded-inference
  };
  while (more())
    on_batch(nextBatch());
}

void transform_bad(Net &net, const std::vector<torch::Tensor> &xs) {
  static std::vector<torch::Tensor> all;
  for (const auto &x : xs) {
    auto rows = x.unbind(0);
    std::for_each(rows.begin(), rows.end(), [&](const torch::Tensor &row) {
      all.push_back(net->forward(row)); // WARN: unguarded-inference
    });
  }
}

// eval() switches dropout off, not gradients.
static torch::Tensor infer(Net &net, const torch::Tensor &x) {
  net->eval();
  return torch::sigmoid(net->forward(x));
}

void helper_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  while (more())
    kept.push_back(infer(net, nextBatch().data)); // WARN: unguarded-inference
}

void guard_in_sibling_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    {
      torch::NoGradGuard no_grad;
      net->forward(nextBatch().data);
    }
    kept.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
  }
}

void inference_mode_off_bad(Net &net) {
  std::vector<torch::Tensor> kept;
  c10::InferenceMode guard(false);
  while (more())
    kept.push_back(net->forward(nextBatch().data)); // WARN: unguarded-inference
}

void stream_bad(torch::nn::LSTM &lstm, torch::nn::Linear &head) {
  std::vector<torch::Tensor> outputs;
  while (more()) {
    auto [out, state] = lstm->forward(nextBatch().data);
    outputs.push_back(head->forward(out.select(1, -1))); // WARN: unguarded-inference
  }
}

int main() {
  Net net;
  torch::load(net, "net.pt");
  net->eval();
  std::vector<torch::Tensor> outputs;
  for (int i = 0; i < 10000; ++i)
    outputs.push_back(net->forward(torch::randn({1, 16}))); // WARN: unguarded-inference
}
