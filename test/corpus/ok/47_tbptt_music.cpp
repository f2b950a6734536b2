#include <torch/torch.h>
#include <tuple>
#include <vector>

struct MusicRnnImpl : torch::nn::Module {
  MusicRnnImpl() : lstm(torch::nn::LSTMOptions(88, 256).num_layers(2).batch_first(true)), out(256, 88) {
    register_module("lstm", lstm);
    register_module("out", out);
  }
  torch::Tensor forward(const torch::Tensor& x) {
    torch::Tensor y;
    std::tie(y, state) = lstm->forward(x, state);
    return out(y);
  }
  void reset_state(int64_t b) {
    state = std::make_tuple(torch::zeros({2, b, 256}), torch::zeros({2, b, 256}));
  }
  void detach_state() {
    std::get<0>(state).detach_();
    std::get<1>(state).detach_();
  }
  torch::nn::LSTM lstm;
  torch::nn::Linear out;
  std::tuple<torch::Tensor, torch::Tensor> state;
};
TORCH_MODULE(MusicRnn);

class Trainer {
 public:
  Trainer() : opt_(net_->parameters(), torch::optim::RMSpropOptions(1e-3)) {
  }
  void song(const torch::Tensor& roll) {
    net_->reset_state(1);
    std::vector<torch::Tensor> window_losses;
    for (int64_t t = 0; t + 33 < roll.size(0); t += 32) {
      auto x = roll.slice(0, t, t + 32).unsqueeze(0), y = roll.slice(0, t + 1, t + 33).unsqueeze(0);
      window_losses.push_back(torch::binary_cross_entropy_with_logits(net_->forward(x), y));
      if (window_losses.size() == 4) {
        auto loss = torch::stack(window_losses).mean();
        opt_.zero_grad();
        loss.backward();
        opt_.step();
        window_losses.clear();
        net_->detach_state();
        total_ += loss.item<double>();
      }
    }
  }
  double total() const {
    return total_;
  }

 private:
  MusicRnn net_;
  torch::optim::RMSprop opt_;
  double total_ = 0;
};

int main() {
  Trainer t;
  for (int i = 0; i < 1000; ++i)
    t.song(torch::rand({2000, 88}));
}
