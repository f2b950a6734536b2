// char LSTM on one text file; several chunks per update, state carried through the file
#include <torch/torch.h>
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

namespace F = torch::nn::functional;
using torch::Tensor;
using Hidden = std::tuple<Tensor, Tensor>;

struct CharLmImpl : torch::nn::Module {
  torch::nn::Embedding emb{nullptr};
  torch::nn::LSTM rnn{nullptr};
  torch::nn::Linear head{nullptr};
  int64_t hid;
  CharLmImpl(int64_t e, int64_t h) : hid(h) {
    emb = register_module("emb", torch::nn::Embedding(256, e));
    rnn = register_module("rnn", torch::nn::LSTM(torch::nn::LSTMOptions(e, h).num_layers(2).batch_first(true)));
    head = register_module("head", torch::nn::Linear(h, 256));
  }
  Hidden fresh(int64_t b) const { return {torch::zeros({2, b, hid}), torch::zeros({2, b, hid})}; }
  std::pair<Tensor, Hidden> forward(const Tensor& ids, const Hidden& h) {
    auto r = rnn->forward(emb(ids), h);
    return {head(std::get<0>(r)), std::get<1>(r)};
  }
};
TORCH_MODULE(CharLm);

static Hidden cut(const Hidden& h) { return {std::get<0>(h).detach(), std::get<1>(h).detach()}; }

static Tensor read_lanes(const std::string& path, int64_t lanes) {
  std::ifstream in(path, std::ios::binary);
  std::string s((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  while (s.size() < 20000) s += "it was a dark and stormy night; the rain fell in torrents. ";
  std::vector<int64_t> v;
  v.reserve(s.size());
  for (unsigned char c : s) v.push_back(c);
  const auto len = static_cast<int64_t>(v.size()) / lanes;
  return torch::tensor(v).narrow(0, 0, len * lanes).view({lanes, len});
}

class Run {
 public:
  Run(CharLm lm, const Tensor& text, int64_t chunk, int group)
      : lm_(lm), text_(text), chunk_(chunk), group_(group), opt_(lm->parameters(), torch::optim::AdamOptions(2e-3)),
        state_(lm->fresh(text.size(0))) {}

  bool chunk() {
    if (at_ + chunk_ + 1 > text_.size(1)) {
      flush();
      at_ = 0;
      state_ = lm_->fresh(text_.size(0));
      return false;
    }
    auto x = text_.narrow(1, at_, chunk_);
    auto y = text_.narrow(1, at_ + 1, chunk_);
    auto out = lm_->forward(x, state_);
    state_ = out.second;
    auto loss = F::cross_entropy(out.first.reshape({-1, 256}), y.reshape({-1}));
    pending_ = pending_.defined() ? pending_ + loss : loss;
    trend_ = trend_ * 0.99 + loss.detach() * 0.01;
    at_ += chunk_;
    if (++queued_ == group_) flush();
    return true;
  }

  double bits() const { return trend_.item<double>() / 0.6931471805599453; }

 private:
  void flush() {
    if (queued_ == 0) return;
    opt_.zero_grad();
    (pending_ / static_cast<double>(queued_)).backward();
    torch::nn::utils::clip_grad_norm_(lm_->parameters(), 1.0);
    opt_.step();
    pending_ = Tensor();
    state_ = cut(state_);
    queued_ = 0;
  }

  CharLm lm_;
  Tensor text_;
  int64_t chunk_, at_ = 0;
  int group_, queued_ = 0;
  torch::optim::Adam opt_;
  Hidden state_;
  Tensor pending_;
  Tensor trend_ = torch::full({}, 5.5);
};

static std::string babble(CharLm& lm, int n) {
  std::string s = "the ";
  auto h = lm->fresh(1);
  auto id = torch::tensor({int64_t(' ')}).view({1, 1});
  for (int i = 0; i < n; ++i) {
    auto out = lm->forward(id, h);
    h = cut(out.second);
    id = torch::softmax(out.first.select(1, 0) / 0.8, 1).multinomial(1);
    s.push_back(static_cast<char>(id.item<int64_t>()));
  }
  return s;
}

int main(int argc, char** argv) {
  auto text = read_lanes(argc > 1 ? argv[1] : "book.txt", 16);
  int epochs = argc > 2 ? std::stoi(argv[2]) : 50;
  torch::manual_seed(6);
  CharLm lm(32, 128);
  Run run(lm, text, 32, 4);
  for (int e = 0; e < epochs; ++e) {
    long n = 0;
    while (run.chunk()) ++n;
    std::cout << "epoch " << e << " chunks " << n << " bits/char " << run.bits() << "\n" << babble(lm, 120) << "\n";
  }
  torch::save(lm, "chapter_lm.pt");
}
