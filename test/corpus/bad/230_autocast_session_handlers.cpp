#include <torch/torch.h>
#include <ATen/autocast_mode.h>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <vector>

// Half precision for the extent of a block.
class Autocast {
 public:
  Autocast() : before_(at::autocast::is_autocast_enabled(at::kCPU)) {
    at::autocast::set_autocast_enabled(at::kCPU, true);
    at::autocast::increment_nesting();
  }
  ~Autocast() {
    if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
    at::autocast::set_autocast_enabled(at::kCPU, before_);
  }

 private:
  bool before_;
};

struct Turn {
  std::string user;
  torch::Tensor logits;
};

class ChatService {
 public:
  ChatService() {
    net_->eval();
    handlers_["say"] = [this](const std::string& user, const torch::Tensor& tokens) { say(user, tokens); };
    handlers_["undo"] = [this](const std::string&, const torch::Tensor&) {
      if (!turns_.empty()) turns_.pop_back();
    };
  }
  void request(const std::string& verb, const std::string& user, const torch::Tensor& tokens) {
    auto found = handlers_.find(verb);
    if (found != handlers_.end()) found->second(user, tokens);
  }
  size_t turns() const { return turns_.size(); }

 private:
  void say(const std::string& user, const torch::Tensor& tokens) {
    Autocast half;
    auto logits = net_->forward(tokens);
    turns_.push_back({user, logits.select(1, -1).contiguous()});  // FN: unguarded-inference
  }
  torch::nn::Sequential net_{torch::nn::Embedding(500, 64), torch::nn::Linear(64, 64), torch::nn::GELU(),
                             torch::nn::Linear(64, 500)};
  std::map<std::string, std::function<void(const std::string&, const torch::Tensor&)>> handlers_;
  std::vector<Turn> turns_;
};

int main() {
  ChatService service;
  for (int64_t i = 0; i < 10000000; ++i) {
    service.request(i % 10 == 9 ? "undo" : "say", "user" + std::to_string(i % 7), torch::randint(0, 500, {1, 12}));
    if (i % 1000 == 0) std::cout << service.turns() << " turns\n";
  }
}
