#include <torch/torch.h>

#include <array>
#include <chrono>
#include <iostream>
#include <optional>
#include <thread>
#include <tuple>
#include <unordered_map>

// Voice activity detection for the conference bridge: one stream per line,
// 20 ms frames, the lines stay open for as long as the bridge is up.

using LstmState = std::tuple<torch::Tensor, torch::Tensor>;

struct Line {
  std::optional<LstmState> state;
  int hangover = 0;
  bool talking = false;
};

class VadNetImpl : public torch::nn::Module {
 public:
  VadNetImpl()
      : lstm_(torch::nn::LSTMOptions(40, 64).num_layers(2).batch_first(true)), head_(64, 1) {
    register_module("lstm", lstm_);
    register_module("head", head_);
  }

  std::tuple<torch::Tensor, LstmState> forward(const torch::Tensor& frames, const std::optional<LstmState>& state) {
    auto [y, next] = state ? lstm_->forward(frames, *state) : lstm_->forward(frames);
    return {torch::sigmoid(head_->forward(y)).squeeze(-1), next};
  }

 private:
  torch::nn::LSTM lstm_;
  torch::nn::Linear head_;
};
TORCH_MODULE(VadNet);

class Bridge {
 public:
  explicit Bridge(VadNet net) : net_(std::move(net)) { net_->eval(); }

  bool feed(int line_no, const torch::Tensor& frames) {
    Line& line = lines_[line_no];
    auto [prob, next] = net_->forward(frames, line.state);
    line.state = std::move(next); // WARN: recurrent-state
    update(line, prob.max().item<float>());
    return line.talking;
  }

 private:
  static void update(Line& line, float p) {
    if (p > 0.6f) {
      line.talking = true;
      line.hangover = 12;
    } else if (line.hangover > 0) {
      --line.hangover;
    } else {
      line.talking = false;
    }
  }

  VadNet net_;
  std::unordered_map<int, Line> lines_;
};

static torch::Tensor read_frames(int /*line*/) { return torch::randn({1, 5, 40}); }

int main(int argc, char** argv) {
  VadNet net;
  if (argc > 1) torch::load(net, argv[1]);
  Bridge bridge(net);

  constexpr std::array<int, 6> open_lines{11, 12, 13, 21, 22, 23};
  uint64_t talk = 0, total = 0;
  while (true) {
    for (int line : open_lines) {
      talk += bridge.feed(line, read_frames(line)) ? 1 : 0;
      ++total;
    }
    if (total % 6000 == 0) std::cout << "talk ratio " << double(talk) / double(total) << std::endl;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}
