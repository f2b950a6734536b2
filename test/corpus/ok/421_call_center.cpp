// Intent tracking over live phone calls; audio features arrive interleaved from many calls.
#include <torch/torch.h>

#include <cstdint>
#include <iostream>
#include <map>
#include <random>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

using LstmState = std::tuple<torch::Tensor, torch::Tensor>;

struct IntentNetImpl : torch::nn::Module {
  IntentNetImpl()
      : lstm(torch::nn::LSTMOptions(40, 128).batch_first(true)), head(128, 12) {
    register_module("lstm", lstm);
    register_module("head", head);
  }

  std::pair<torch::Tensor, LstmState> forward(const torch::Tensor& x, const LstmState& s) {
    auto [seq, next] = lstm->forward(x, s);
    return {head->forward(seq.select(1, seq.size(1) - 1)), next};
  }

  torch::nn::LSTM lstm;
  torch::nn::Linear head;
};
TORCH_MODULE(IntentNet);

struct Call {
  LstmState state{torch::zeros({1, 1, 128}), torch::zeros({1, 1, 128})};
  std::vector<int64_t> votes = std::vector<int64_t>(12, 0);
  torch::Tensor last_scores;
  int64_t chunks = 0;
};

static LstmState carry(const LstmState& s) {
  return {std::get<0>(s).detach(), std::get<1>(s).detach()};
}

class Switchboard {
 public:
  explicit Switchboard(IntentNet net) : net_(std::move(net)) { net_->eval(); }

  void audio(uint64_t call_id, const torch::Tensor& chunk) {
    Call& call = calls_[call_id];
    auto [scores, next] = net_->forward(chunk, call.state);
    call.state = carry(next);
    call.last_scores = scores.softmax(-1);
    call.votes[static_cast<size_t>(scores.argmax(-1).item<int64_t>())]++;
    ++call.chunks;
  }

  int64_t hang_up(uint64_t call_id) {
    auto it = calls_.find(call_id);
    if (it == calls_.end()) return -1;
    int64_t best = 0;
    for (size_t i = 1; i < it->second.votes.size(); ++i) {
      if (it->second.votes[i] > it->second.votes[static_cast<size_t>(best)]) {
        best = static_cast<int64_t>(i);
      }
    }
    const float sure = it->second.last_scores.max().item<float>();
    std::cout << "call " << call_id << " intent " << best << " (" << sure << ")\n";
    calls_.erase(it);
    return best;
  }

  bool busy(uint64_t call_id) const { return calls_.count(call_id) != 0; }

 private:
  IntentNet net_;
  std::map<uint64_t, Call> calls_;
};

int main(int argc, char** argv) {
  IntentNet net;
  if (argc > 1) torch::load(net, argv[1]);
  Switchboard board(net);

  std::mt19937 rng(5);
  std::vector<uint64_t> lines(16);
  uint64_t next_id = 0;
  for (auto& l : lines) l = next_id++;

  for (;;) {
    const size_t line = rng() % lines.size();
    board.audio(lines[line], torch::randn({1, 10, 40}));
    if (rng() % 500 == 0) {
      board.hang_up(lines[line]);
      lines[line] = next_id++;
    }
  }
}
