#include <torch/torch.h>

#include <iostream>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

struct ClassifierImpl : torch::nn::Module {
  ClassifierImpl()
      : backbone(register_module(
            "backbone", torch::nn::Sequential(torch::nn::Linear(256, 512), torch::nn::ReLU(),
                                              torch::nn::Linear(512, 512), torch::nn::ReLU()))),
        head(register_module(
            "head", torch::nn::Sequential(torch::nn::Linear(512, 512), torch::nn::ReLU(),
                                          torch::nn::Linear(512, 20)))) {}

  torch::nn::Sequential backbone;
  torch::nn::Sequential head;
};
TORCH_MODULE(Classifier);

// The weights come from the fine-tuning job, which only moves the head.
void freeze(torch::nn::Module& module, const std::string& prefix) {
  for (auto& item : module.named_parameters()) {
    if (item.key().rfind(prefix, 0) == 0) item.value().set_requires_grad(false);
  }
}

struct Response {
  torch::Tensor embedding;
  torch::Tensor logits;
  int64_t label = -1;
};

class ScoringService {
 public:
  explicit ScoringService(Classifier model) : model_(std::move(model)) {
    freeze(*model_, "backbone.");
    model_->eval();
  }

  int64_t handle(int64_t request_id, const torch::Tensor& input) {
    Response r;
    r.embedding = model_->backbone->forward(input);
    r.logits = model_->head->forward(r.embedding);
    r.label = r.logits.argmax(1).item<int64_t>();
    const auto label = r.label;
    journal_.emplace(request_id, std::move(r));  // FN: unguarded-inference
    return label;
  }

  // Customers may complain about any answer they got.
  std::optional<float> confidence(int64_t request_id) const {
    auto it = journal_.find(request_id);
    if (it == journal_.end()) return std::nullopt;
    return torch::softmax(it->second.logits, 1)[0][it->second.label].item<float>();
  }

 private:
  Classifier model_;
  std::unordered_map<int64_t, Response> journal_;
};

int main(int argc, char** argv) {
  Classifier model;
  if (argc > 1) torch::load(model, argv[1]);
  ScoringService service(model);

  for (int64_t id = 0;; ++id) {
    const auto label = service.handle(id, torch::randn({1, 256}));
    if (id % 1000 == 0) {
      std::cout << "request " << id << " -> " << label;
      if (auto c = service.confidence(id)) std::cout << " (" << *c << ')';
      std::cout << '\n';
    }
  }
}
