#include <torch/torch.h>
#include <map>
#include <memory>
#include <vector>

struct Draft {
  int64_t token = 0;
  torch::Tensor logits;
  Draft* parent = nullptr;
  std::map<int64_t, std::unique_ptr<Draft>> next;
};

class DraftTree {
 public:
  DraftTree() : root_(std::make_unique<Draft>()), model_(torch::nn::Embedding(100, 32), torch::nn::Linear(32, 100)) {
  }
  void extend(const std::vector<int64_t>& tokens) {
    Draft* at = root_.get();
    for (auto t : tokens) {
      auto& slot = at->next[t];
      if (!slot) {
        slot = std::make_unique<Draft>();  // nodes are owned by their parents
        slot->token = t;
        slot->parent = at;
        slot->logits = model_->forward(torch::tensor({t}));  // WARN: unguarded-inference
      }
      at = slot.get();
    }
  }

 private:
  std::unique_ptr<Draft> root_;
  torch::nn::Sequential model_;
};
