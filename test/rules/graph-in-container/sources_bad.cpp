// RUN: %check_rule %s
// Where attachment comes from.
#include "../Inputs/net.h"
#include <torch/script.h>
#include <memory>
#include <vector>

namespace F = torch::nn::functional;

struct Square : public torch::autograd::Function<Square> {
  static torch::Tensor forward(torch::autograd::AutogradContext *ctx,
                               torch::Tensor x) {
    ctx->save_for_backward({x});
    return x * x;
  }
  static torch::autograd::tensor_list
  backward(torch::autograd::AutogradContext *ctx,
           torch::autograd::tensor_list grads) {
    return {grads[0] * 2 * ctx->get_saved_variables()[0]};
  }
};

void leaf_bad() {
  std::vector<torch::Tensor> kept;
  auto w = torch::randn({16, 4}, torch::requires_grad());
  auto v = torch::zeros({4}).requires_grad_();
  auto u = torch::ones({4}, torch::TensorOptions().requires_grad(true));
  torch::Tensor t = torch::rand({4});
  t.set_requires_grad(true);
  while (more()) {
    auto x = nextBatch().data;
    auto loss = (x.matmul(w) + v).pow(2).mean();
    loss.backward();
    kept.push_back(loss);             // WARN: graph-in-container
    kept.push_back((x * u).sum());    // WARN: graph-in-container
    kept.push_back((x * t).sum());    // WARN: graph-in-container
    kept.push_back(Square::apply(w)); // WARN: graph-in-container
    kept.push_back(x.sum());
  }
}

class Layer : public torch::nn::Module {
public:
  Layer() {
    w = register_parameter("w", torch::randn({16, 4}));
    b = register_parameter("b", torch::zeros({4}));
    running = register_buffer("running", torch::zeros({4}));
  }
  torch::Tensor forward(torch::Tensor x) { return torch::addmm(b, x, w); }
  torch::Tensor w, b, running;
};

void parameters_bad(std::shared_ptr<Layer> layer, torch::optim::SGD &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    auto x = nextBatch().data;
    auto loss = (F::linear(x, layer->w.t(), layer->b)).mean();
    loss.backward();
    opt.step();
    kept.push_back(loss);                      // WARN: graph-in-container
    kept.push_back(layer->w.norm());           // WARN: graph-in-container
    kept.push_back(layer->forward(x).mean());  // WARN: graph-in-container
    auto l2 = torch::zeros({});
    for (const auto &p : layer->parameters())
      l2 = l2 + p.pow(2).sum();
    kept.push_back(l2);                        // WARN: graph-in-container
    kept.push_back(layer->running);
  }
}

void modules_bad(torch::optim::Adam &opt) {
  torch::nn::Sequential seq(torch::nn::Linear(16, 64), torch::nn::ReLU(),
                            torch::nn::Linear(64, 4));
  torch::nn::LSTM lstm(torch::nn::LSTMOptions(16, 32).num_layers(2));
  torch::nn::GRUCell cell(16, 32);
  torch::nn::Embedding embed(1000, 16);
  torch::nn::BatchNorm1d bn(16);
  torch::nn::CrossEntropyLoss criterion;
  std::vector<torch::Tensor> kept;
  while (more()) {
    Batch b = nextBatch();
    auto loss = criterion(seq->forward(b.data), b.target);
    loss.backward();
    opt.step();
    kept.push_back(loss);                               // WARN: graph-in-container
    kept.push_back(std::get<0>(lstm->forward(b.data))); // WARN: graph-in-container
    auto [out, state] = lstm->forward(b.data);
    kept.push_back(std::get<1>(state));                 // WARN: graph-in-container
    kept.push_back(cell->forward(b.data));              // WARN: graph-in-container
    kept.push_back(embed->forward(b.target));           // WARN: graph-in-container
    kept.push_back(bn(b.data));                         // WARN: graph-in-container
    kept.push_back(F::cross_entropy(seq->forward(b.data), b.target)); // WARN: graph-in-container
    kept.push_back(F::mse_loss(b.data, b.target));
  }
}

// A model behind a virtual call whose overriders compute with parameters.
struct Model : torch::nn::Module {
  virtual torch::Tensor forward(torch::Tensor x) = 0;
};
struct Small : Model {
  torch::Tensor forward(torch::Tensor x) override { return fc->forward(x); }
  torch::nn::Linear fc = register_module("fc", torch::nn::Linear(16, 4));
};

void virtual_bad(std::shared_ptr<Model> model, torch::optim::Adam &opt) {
  std::vector<torch::Tensor> kept;
  while (more()) {
    Batch b = nextBatch();
    auto loss = torch::mse_loss(model->forward(b.data), b.target);
    loss.backward();
    opt.step();
    kept.push_back(loss); // WARN: graph-in-container
  }
}

// Fine-tuning a scripted model.
void scripted_bad(torch::jit::script::Module &module) {
  std::vector<torch::Tensor> params;
  for (const auto &p : module.parameters())
    params.push_back(p);
  torch::optim::SGD opt(params, 0.01);
  std::vector<torch::Tensor> losses;
  module.train();
  while (more()) {
    Batch b = nextBatch();
    auto out = module.forward({b.data}).toTensor();
    auto loss = torch::mse_loss(out, b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    losses.push_back(loss); // WARN: graph-in-container
  }
}

// Leaves that a default member initializer makes; no constructor is written.
struct Spring {
  torch::Tensor stiffness = torch::tensor(1.0, torch::requires_grad());
};
static torch::Tensor energy(const Spring &spring, const torch::Tensor &x) {
  return 0.5 * spring.stiffness * x.square().sum();
}
void default_initializer_bad() {
  Spring spring;
  torch::optim::Adam optimizer({spring.stiffness}, 0.01);
  std::vector<torch::Tensor> energies;
  while (more()) {
    auto misfit = energy(spring, nextBatch().data);
    optimizer.zero_grad();
    misfit.backward();
    optimizer.step();
    energies.push_back(energy(spring, torch::ones({16}))); // WARN: graph-in-container
  }
}
