#include <torch/script.h>
#include <torch/torch.h>
#include <list>
#include <mutex>
#include <string>
#include <unordered_map>

class EmbeddingService {
 public:
  EmbeddingService(const std::string& modelPath, size_t capacity) : module_(torch::jit::load(modelPath)), capacity_(capacity) { module_.eval(); }

  torch::Tensor embed(const std::string& key, const torch::Tensor& tokens) {
    std::lock_guard<std::mutex> lock(mu_);
    auto it = index_.find(key);
    if (it != index_.end()) {
      order_.splice(order_.begin(), order_, it->second);
      return it->second->second;
    }
    torch::InferenceMode guard;
    std::vector<torch::jit::IValue> inputs;
    inputs.emplace_back(tokens);
    auto out = module_.forward(inputs).toTensor();
    order_.emplace_front(key, out);
    index_[key] = order_.begin();
    if (order_.size() > capacity_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
    return out;
  }

 private:
  torch::jit::script::Module module_;
  size_t capacity_;
  std::list<std::pair<std::string, torch::Tensor>> order_;
  std::unordered_map<std::string, std::list<std::pair<std::string, torch::Tensor>>::iterator> index_;
  std::mutex mu_;
};

int main(int argc, char** argv) {
  EmbeddingService svc(argv[1], 512);
  for (int i = 0; i < 100000; ++i) svc.embed("doc" + std::to_string(i), torch::randint(1000, {1, 64}, torch::kLong));
}
