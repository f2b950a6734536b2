#include <torch/torch.h>
#include <iostream>
#include <tuple>
#include <vector>

// Link prediction on a stream of interactions. Every node has a memory that its events update.
struct Events {
  torch::Tensor source, target, message;
};

struct MemoryUpdaterImpl : torch::nn::Module {
  MemoryUpdaterImpl(int64_t nodes, int64_t dim)
      : cell(register_module("cell", torch::nn::GRUCell(2 * dim, dim))), memory(torch::zeros({nodes, dim})) {}

  torch::Tensor read(const torch::Tensor& nodes) const { return memory.index_select(0, nodes).detach(); }

  torch::Tensor updated(const torch::Tensor& nodes, const torch::Tensor& other, const torch::Tensor& message) {
    return cell(torch::cat({read(other), message}, 1), read(nodes));
  }

  void write(const torch::Tensor& nodes, const torch::Tensor& values) {
    memory.index_copy_(0, nodes, values);  // WARN: inplace-history
  }

  torch::nn::GRUCell cell;
  torch::Tensor memory;
};
TORCH_MODULE(MemoryUpdater);

struct LinkPredictorImpl : torch::nn::Module {
  explicit LinkPredictorImpl(int64_t dim)
      : hidden(register_module("hidden", torch::nn::Linear(2 * dim, dim))),
        out(register_module("out", torch::nn::Linear(dim, 1))) {}
  torch::Tensor forward(const torch::Tensor& a, const torch::Tensor& b) {
    return out(torch::relu(hidden(torch::cat({a, b}, 1)))).squeeze(1);
  }
  torch::nn::Linear hidden, out;
};
TORCH_MODULE(LinkPredictor);

Events next_events(int64_t nodes, int64_t dim) {
  auto order = torch::randperm(nodes);
  return {order.slice(0, 0, 64), order.slice(0, 64, 128), torch::randn({64, dim})};
}

class TemporalGraphNetwork {
 public:
  TemporalGraphNetwork(int64_t nodes, int64_t dim)
      : updater_(nodes, dim), predictor_(dim), optimizer_(trainable(), 1e-4) {}

  float learn(const Events& events) {
    auto a = updater_->updated(events.source, events.target, events.message);
    auto b = updater_->updated(events.target, events.source, events.message);
    auto wrong = b.index_select(0, torch::randperm(b.size(0)));
    auto logits = torch::cat({predictor_(a, b), predictor_(a, wrong)});
    auto truth = torch::cat({torch::ones({a.size(0)}), torch::zeros({a.size(0)})});
    auto loss = torch::binary_cross_entropy_with_logits(logits, truth);
    optimizer_.zero_grad();
    loss.backward();
    optimizer_.step();
    updater_->write(torch::cat({events.source, events.target}), torch::cat({a, b}));
    return loss.item<float>();
  }

 private:
  std::vector<torch::Tensor> trainable() const {
    auto all = updater_->parameters();
    for (auto& p : predictor_->parameters()) all.push_back(p);
    return all;
  }

  MemoryUpdater updater_;
  LinkPredictor predictor_;
  torch::optim::Adam optimizer_;
};

int main() {
  TemporalGraphNetwork network(1000, 32);
  for (int64_t i = 0;; ++i) {
    float loss = network.learn(next_events(1000, 32));
    if (i % 200 == 0) std::cout << i << " " << loss << "\n";
  }
}
