#include <torch/torch.h>
#include <cstdlib>
#include <iostream>
#include <string>

struct Options {
  int64_t width = 48;
  bool trace = false;
};

class KeywordSpotter {
 public:
  explicit KeywordSpotter(Options options)
      : options_(options),
        gru_(torch::nn::GRUOptions(40, options.width).num_layers(2)),
        head_(options.width, 12) {
    gru_->eval();
    head_->eval();
    reset();
  }

  void reset() { hidden_ = torch::zeros({2, 1, options_.width}); }

  int64_t feed(const torch::Tensor& mel) {
    auto [features, next] = gru_->forward(mel.unsqueeze(1), hidden_);
    hidden_ = next;  // FN: recurrent-state
    if (options_.trace) {
      hidden_ = hidden_.detach();
      dump("hidden", hidden_);
    }
    return head_->forward(features[-1]).argmax(1).item<int64_t>();
  }

 private:
  static void dump(const std::string& name, const torch::Tensor& value) {
    std::cerr << name << ": mean " << value.mean().item<float>() << ", norm " << value.norm().item<float>() << "\n";
  }
  Options options_;
  torch::nn::GRU gru_;
  torch::nn::Linear head_;
  torch::Tensor hidden_;
};

int main() {
  Options options;
  options.trace = std::getenv("SPOTTER_TRACE") != nullptr;
  KeywordSpotter spotter(options);
  int64_t hits = 0;
  for (int64_t chunk = 0; chunk < 100000000; ++chunk) {
    hits += spotter.feed(torch::randn({10, 40})) == 3;
    if (chunk % 1000 == 0) std::cout << chunk << ": " << hits << " hits\n";
  }
}
