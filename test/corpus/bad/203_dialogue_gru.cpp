#include <torch/torch.h>
#include <iostream>
#include <map>
#include <memory>
#include <string>

struct Turn {
  std::string user;
  torch::Tensor text;
};
bool receive(Turn& turn);

class Dialogue {
 public:
  torch::Tensor state = torch::zeros({1, 256});
  int turns = 0;
};

class Bot {
 public:
  Bot() {
    embed_->eval();
    head_->eval();
  }
  int64_t answer(const Turn& turn) {
    auto& dialogue = open(turn.user);
    auto e = embed_->forward(turn.text).mean(0, true);
    update(dialogue, e);
    return head_->forward(dialogue.state).argmax(-1).item<int64_t>();
  }

 private:
  Dialogue& open(const std::string& user) {
    auto it = dialogues_.find(user);
    if (it == dialogues_.end()) it = dialogues_.emplace(user, Dialogue()).first;
    return it->second;
  }
  void update(Dialogue& d, const torch::Tensor& e) {
    d.state = cell_->forward(e, d.state);  // WARN: recurrent-state
    ++d.turns;
  }
  torch::nn::Embedding embed_{5000, 128};
  torch::nn::GRUCell cell_{128, 256};
  torch::nn::Linear head_{256, 5000};
  std::map<std::string, Dialogue> dialogues_;
};

int main() {
  Bot bot;
  Turn turn;
  while (receive(turn)) std::cout << bot.answer(turn) << std::endl;
}
