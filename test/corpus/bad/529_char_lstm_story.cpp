#include <torch/torch.h>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <tuple>

using HC = std::tuple<torch::Tensor, torch::Tensor>;

struct CharRNNImpl : torch::nn::Module {
  CharRNNImpl(int64_t vocab, int64_t hidden) : hidden(hidden) {
    emb = register_module("emb", torch::nn::Embedding(vocab, 64));
    lstm = register_module("lstm", torch::nn::LSTM(
        torch::nn::LSTMOptions(64, hidden).num_layers(2).batch_first(true)));
    out = register_module("out", torch::nn::Linear(hidden, vocab));
  }
  HC zero_state(int64_t b) { return {torch::zeros({2, b, hidden}), torch::zeros({2, b, hidden})}; }

  std::pair<torch::Tensor, HC> forward(const torch::Tensor& tokens, const HC& hc) {
    auto r = lstm->forward(emb->forward(tokens), hc);
    return {out->forward(std::get<0>(r)), std::get<1>(r)};
  }
  int64_t hidden;
  torch::nn::Embedding emb{nullptr};
  torch::nn::LSTM lstm{nullptr};
  torch::nn::Linear out{nullptr};
};
TORCH_MODULE(CharRNN);

// Continues one long story; every call writes the next paragraph where the last one stopped.
class StoryTeller {
 public:
  StoryTeller(CharRNN net, char first) : net_(net), state_(net->zero_state(1)) {
    token_ = torch::full({1, 1}, int64_t(first), torch::kLong);
  }

  std::string paragraph(int len, double temperature = 0.8) {
    std::string text;
    net_->eval();
    for (int i = 0; i < len; ++i) {
      auto [logits, next] = net_->forward(token_, state_);
      auto p = torch::softmax(logits.view({1, -1}) / temperature, 1);
      token_ = torch::multinomial(p, 1);
      state_ = next;  // WARN: recurrent-state
      text.push_back(char(token_.item<int64_t>()));
    }
    net_->train();
    return text;
  }

 private:
  CharRNN net_;
  HC state_;
  torch::Tensor token_;
};

torch::Tensor load_corpus(const std::string& path) {
  std::ifstream f(path, std::ios::binary);
  std::string s((std::istreambuf_iterator<char>(f)), {});
  auto t = torch::empty({int64_t(s.size())}, torch::kLong);
  for (size_t i = 0; i < s.size(); ++i) t.data_ptr<int64_t>()[i] = s[i] & 127;
  return t;
}

int main(int argc, char** argv) {
  const int64_t B = 32, T = 100;
  auto corpus = load_corpus(argc > 1 ? argv[1] : "input.txt");
  CharRNN net(128, 256);
  torch::optim::Adam opt(net->parameters(), 2e-3);
  StoryTeller teller(net, 'T');

  for (int epoch = 0; epoch < 10000; ++epoch) {
    double sum = 0;
    for (int it = 0; it < 50; ++it) {
      auto start = torch::randint(corpus.size(0) - T - 1, {B, 1}, torch::kLong);
      auto idx = start + torch::arange(T + 1);
      auto chunk = corpus.index({idx});
      auto x = chunk.slice(1, 0, T), y = chunk.slice(1, 1, T + 1);
      auto [logits, hc] = net->forward(x, net->zero_state(B));
      auto loss = torch::cross_entropy_loss(logits.reshape({B * T, -1}), y.reshape({-1}));
      opt.zero_grad();
      loss.backward();
      torch::nn::utils::clip_grad_norm_(net->parameters(), 5.0);
      opt.step();
      sum += loss.item<double>();
    }
    std::cout << "--- epoch " << epoch << " loss " << sum / 50 << "\n" << teller.paragraph(200) << "\n";
  }
}
