// Dialogue state tracking: every client owns a recurrent memory that survives between turns.
#include <torch/torch.h>

#include <iostream>
#include <string>
#include <tuple>
#include <unordered_map>

#define INFERENCE_ONLY() auto inference_scope_ = torch::NoGradGuard()

namespace dialogue {

struct Options {
  int64_t input = 48;
  int64_t memory = 160;
  int64_t intents = 20;
};

class Memory {
 public:
  explicit Memory(int64_t size) : h_(torch::zeros({1, size})), c_(torch::zeros({1, size})) {}
  std::tuple<torch::Tensor, torch::Tensor> get() const { return {h_, c_}; }
  void set(std::tuple<torch::Tensor, torch::Tensor> hc) { std::tie(h_, c_) = std::move(hc); }
  const torch::Tensor& hidden() const { return h_; }

 private:
  torch::Tensor h_, c_;
};

class TrackerImpl : public torch::nn::Module {
 public:
  explicit TrackerImpl(const Options& o)
      : cell_(register_module("cell", torch::nn::LSTMCell(torch::nn::LSTMCellOptions(o.input, o.memory)))),
        intents_(register_module("intents", torch::nn::Linear(o.memory, o.intents))) {}

  torch::Tensor advance(Memory& mem, const torch::Tensor& utterance) {
    mem.set(cell_->forward(utterance, mem.get()));
    return torch::log_softmax(intents_->forward(mem.hidden()), 1);
  }

 private:
  torch::nn::LSTMCell cell_;
  torch::nn::Linear intents_;
};
TORCH_MODULE(Tracker);

class Service {
 public:
  explicit Service(Options o) : opts_(o), tracker_(o) { tracker_->eval(); }

  int64_t turn(const std::string& client, const torch::Tensor& utterance) {
    INFERENCE_ONLY();
    auto it = memories_.find(client);
    if (it == memories_.end()) {
      it = memories_.emplace(client, Memory(opts_.memory)).first;
    }
    last_scores_ = tracker_->advance(it->second, utterance);
    prior_ = prior_.defined() ? prior_.mul(0.99).add(last_scores_.exp(), 0.01) : last_scores_.exp();
    return last_scores_.argmax(1).item<int64_t>();
  }

  void hangUp(const std::string& client) { memories_.erase(client); }
  double confidence() const { return last_scores_.max().exp().item<double>(); }
  double entropy() const { return -(prior_ * (prior_ + 1e-9).log()).sum().item<double>(); }

 private:
  Options opts_;
  Tracker tracker_;
  std::unordered_map<std::string, Memory> memories_;
  torch::Tensor last_scores_;
  torch::Tensor prior_;
};

}  // namespace dialogue

int main() {
  dialogue::Options opts;
  dialogue::Service service(opts);
  const char* clients[] = {"ana", "bo", "cy", "di", "ed"};
  for (unsigned long n = 0; n < 50000000UL; ++n) {
    const std::string who = clients[n % 5];
    const auto intent = service.turn(who, torch::randn({1, opts.input}));
    if (n % 5000 == 4999) {
      std::cout << who << " intent " << intent << " p=" << service.confidence() << " H=" << service.entropy() << '\n';
    }
    if (n % 100003 == 0) service.hangUp(who);
  }
}
