// byte autocomplete: reads lines, appends a greedy continuation
#include <torch/torch.h>
#include <array>
#include <deque>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

using torch::Tensor;

struct Completion {
  std::string text;
  double logp = 0;
};

struct ConvLmImpl : torch::nn::Module {
  int64_t block;
  torch::nn::Embedding emb{nullptr};
  std::vector<torch::nn::Conv1d> mix;
  torch::nn::Linear head{nullptr};

  ConvLmImpl(int64_t c, int64_t layers, int64_t block_) : block(block_) {
    emb = register_module("emb", torch::nn::Embedding(256, c));
    for (int64_t i = 0; i < layers; ++i)
      mix.push_back(register_module("mix" + std::to_string(i),
                                    torch::nn::Conv1d(torch::nn::Conv1dOptions(c, c, 3).dilation(1 << i))));
    head = register_module("head", torch::nn::Linear(c, 256));
  }

  Tensor forward(const Tensor& ids) {
    auto x = emb(ids).transpose(1, 2);
    for (size_t i = 0; i < mix.size(); ++i) {
      auto padded = torch::constant_pad_nd(x, {2 << i, 0});
      x = x + torch::gelu(mix[i]->forward(padded));
    }
    return head(x.transpose(1, 2));
  }
};
TORCH_MODULE(ConvLm);

class Completer {
 public:
  explicit Completer(ConvLm lm) : lm_(lm) {}

  void read(const std::string& s) {
    std::vector<int64_t> v(s.begin(), s.end());
    for (auto& b : v) b &= 255;
    if (v.empty()) v.push_back('\n');
    window_ = keep(window_.defined() ? torch::cat({window_, torch::tensor(v).unsqueeze(0)}, 1)
                                     : torch::tensor(v).unsqueeze(0));
  }

  Completion go(int n) {
    Completion c;
    for (int i = 0; i < n; ++i) {
      auto logits = lm_->forward(window_).select(1, -1);
      auto next = logits.argmax(-1, /*keepdim=*/true);
      c.logp += torch::log_softmax(logits, -1).gather(1, next).item<double>();
      ranked_[turn_++ % ranked_.size()] = std::get<1>(logits.topk(5));
      emitted_.push_back(next);
      if (emitted_.size() > 32) emitted_.pop_front();
      window_ = keep(torch::cat({window_, next}, 1));
      auto id = next.item<int64_t>();
      ++counts_[id];
      c.text.push_back(static_cast<char>(id));
      if (id == '\n') break;
    }
    return c;
  }

  bool looping() const {
    if (emitted_.size() < 32) return false;
    for (auto& t : emitted_)
      if (!torch::equal(t, emitted_.front())) return false;
    return true;
  }

  Tensor candidates() const { return ranked_[(turn_ + ranked_.size() - 1) % ranked_.size()]; }
  size_t distinct() const { return counts_.size(); }

 private:
  Tensor keep(const Tensor& ids) const {
    const auto n = std::min(ids.size(1), lm_->block);
    return ids.narrow(1, ids.size(1) - n, n);
  }

  ConvLm lm_;
  Tensor window_;
  std::deque<Tensor> emitted_;
  std::array<Tensor, 4> ranked_;
  std::unordered_map<int64_t, int64_t> counts_;
  size_t turn_ = 0;
};

int main(int argc, char** argv) {
  ConvLm lm(96, 5, 128);
  if (argc > 1) torch::load(lm, argv[1]);
  lm->eval();
  Completer completer(lm);
  std::string line;
  while (std::getline(std::cin, line)) {
    completer.read(line);
    auto c = completer.go(48);
    std::cout << line << c.text << "\n  [" << c.logp << ", " << completer.distinct() << " symbols]\n";
    if (completer.looping()) std::cout << "  candidates " << completer.candidates() << "\n";
  }
  return 0;
}
