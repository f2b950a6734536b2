#include <torch/torch.h>
#include <any>
#include <memory>
#include <string>
#include <vector>

// A queue that every agent writes to and that is dumped at the end of the run.
struct Message {
  int from;
  torch::Tensor content;
};

class Blackboard {
 public:
  static Blackboard& instance() {
    static Blackboard b;
    return b;
  }
  void post(int from, const torch::Tensor& t) {
    messages.emplace_back(Message{from, t});  // WARN: graph-in-container
  }
  std::vector<Message> messages;
};

class Speaker {
 public:
  Speaker(int id) : id_(id), net_(8, 8), opt_(net_->parameters(), 0.01) {
  }
  void talk(const torch::Tensor& heard) {
    auto said = torch::tanh(net_->forward(heard));
    auto loss = (said - heard).pow(2).sum();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    Blackboard::instance().post(id_, said);
  }

 private:
  int id_;
  torch::nn::Linear net_;
  torch::optim::SGD opt_;
};

int main() {
  std::vector<std::unique_ptr<Speaker>> speakers;
  for (int i = 0; i < 4; ++i)
    speakers.push_back(std::make_unique<Speaker>(i));
  for (int round = 0; round < 1000; ++round)
    for (auto& s : speakers)
      s->talk(torch::randn({1, 8}));
}
