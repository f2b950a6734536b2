#include <torch/torch.h>

#include <deque>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

// byte level LM that keeps one recurrent state per conversation
// protocol on stdin: "<conversation> <text...>"

class ByteLM : public torch::nn::Module {
 public:
  using State = std::tuple<torch::Tensor, torch::Tensor>;

  explicit ByteLM(int64_t dim) : dim_(dim) {
    emb_ = register_module("emb", torch::nn::Embedding(256, dim));
    cell_ = register_module("cell", torch::nn::LSTMCell(dim, dim));
    out_ = register_module("out", torch::nn::Linear(dim, 256));
  }

  std::pair<torch::Tensor, State> forward(int64_t byte, const State& s) {
    auto next = cell_->forward(emb_->forward(torch::tensor({byte})), s);
    return {out_->forward(std::get<0>(next)), next};
  }

  State blank() const { return {torch::zeros({1, dim_}), torch::zeros({1, dim_})}; }

 private:
  int64_t dim_;
  torch::nn::Embedding emb_{nullptr};
  torch::nn::LSTMCell cell_{nullptr};
  torch::nn::Linear out_{nullptr};
};

struct Conversation {
  ByteLM::State state;
  torch::Tensor logits;
  std::deque<torch::Tensor> surprise;
};

class ChatDaemon {
 public:
  explicit ChatDaemon(const std::string& weights) : lm_(std::make_shared<ByteLM>(256)) {
    if (!weights.empty()) {
      torch::serialize::InputArchive ar;
      ar.load_from(weights);
      lm_->load(ar);
    }
    lm_->eval();
  }

  void serve(std::istream& in, std::ostream& out) {
    std::string line;
    while (std::getline(in, line)) {
      std::istringstream is(line);
      std::string who, text;
      is >> who;
      std::getline(is, text);
      auto& c = open(who);
      for (unsigned char b : text) feed(c, b);
      out << who << ":" << reply(c, 60) << std::endl;
    }
  }

 private:
  Conversation& open(const std::string& who) {
    auto it = talks_.find(who);
    if (it != talks_.end()) return it->second;
    if (talks_.size() >= 256) talks_.erase(talks_.begin());
    Conversation c;
    c.state = lm_->blank();
    return talks_.emplace(who, std::move(c)).first->second;
  }

  void feed(Conversation& c, int64_t byte) {
    if (c.logits.defined()) {
      c.surprise.push_back(-torch::log_softmax(c.logits, 1)[0][byte]);
      if (c.surprise.size() > 200) c.surprise.pop_front();
    }
    std::tie(c.logits, c.state) = lm_->forward(byte, c.state);
  }

  std::string reply(Conversation& c, int max) {
    std::string s;
    double t = temperature(c);
    for (int i = 0; i < max && c.logits.defined(); ++i) {
      auto b = torch::multinomial(torch::softmax(c.logits / t, 1), 1).item<int64_t>();
      if (b == '\n') break;
      s += static_cast<char>(b);
      feed(c, b);
    }
    return s;
  }

  static double temperature(const Conversation& c) {
    if (c.surprise.empty()) return 0.8;
    std::vector<torch::Tensor> v(c.surprise.begin(), c.surprise.end());
    return torch::stack(v).mean().item<double>() > 4 ? 0.5 : 0.8;
  }

  c10::InferenceMode mode_;
  std::shared_ptr<ByteLM> lm_;
  std::map<std::string, Conversation> talks_;
};

int main(int argc, char** argv) {
  ChatDaemon daemon(argc > 1 ? argv[1] : "");
  daemon.serve(std::cin, std::cout);
}
