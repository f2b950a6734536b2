#include <torch/torch.h>

#include <iostream>
#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace chat {

struct EncoderImpl : torch::nn::Module {
  EncoderImpl(int64_t vocab, int64_t dim) {
    words = register_module("words", torch::nn::EmbeddingBag(vocab, dim));
    cell = register_module("cell", torch::nn::GRUCell(dim, dim));
    reply = register_module("reply", torch::nn::Linear(dim, 64));
  }
  torch::nn::EmbeddingBag words{nullptr};
  torch::nn::GRUCell cell{nullptr};
  torch::nn::Linear reply{nullptr};
};
TORCH_MODULE(Encoder);

class Session {
 public:
  explicit Session(int64_t dim) : memory_(torch::zeros({1, dim})) {}
  const torch::Tensor& memory() const { return memory_; }
  void set_memory(const torch::Tensor& m) {
    memory_ = m.detach();
    ++turns_;
  }
  int turns() const { return turns_; }

 private:
  torch::Tensor memory_;
  int turns_ = 0;
};

class SessionStore {
 public:
  SessionStore(size_t limit, int64_t dim) : limit_(limit), dim_(dim) {}

  Session& get(const std::string& user) {
    auto it = index_.find(user);
    if (it != index_.end()) {
      order_.splice(order_.begin(), order_, it->second);
      return it->second->second;
    }
    order_.emplace_front(user, Session(dim_));
    index_[user] = order_.begin();
    if (order_.size() > limit_) {
      index_.erase(order_.back().first);
      order_.pop_back();
    }
    return order_.front().second;
  }

 private:
  using Slot = std::pair<std::string, Session>;
  size_t limit_;
  int64_t dim_;
  std::list<Slot> order_;
  std::unordered_map<std::string, std::list<Slot>::iterator> index_;
};

class Bot {
 public:
  Bot() : net_(5000, 128), store_(256, 128) { net_->eval(); }

  std::string answer(const std::string& user, const std::vector<int64_t>& tokens) {
    static const std::vector<std::string> lines{"I see.", "Tell me more.", "Why is that?", "Sure."};
    auto& session = store_.get(user);
    auto ids = torch::tensor(tokens).unsqueeze(0);
    auto state = net_->cell(net_->words(ids), session.memory());
    auto choice = net_->reply(state).argmax(1).item<int64_t>();
    session.set_memory(state);
    return lines[choice % lines.size()] + (session.turns() == 1 ? " (hello!)" : "");
  }

 private:
  Encoder net_;
  SessionStore store_;
};

}  // namespace chat

int main() {
  chat::Bot bot;
  std::string user, text;
  while (std::cin >> user && std::getline(std::cin, text)) {
    std::vector<int64_t> tokens{0};
    for (char c : text) tokens.push_back((tokens.back() * 31 + static_cast<unsigned char>(c)) % 5000);
    std::cout << bot.answer(user, tokens) << std::endl;
  }
}
