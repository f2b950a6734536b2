#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

using Gru = torch::Tensor;
using Lstm = std::tuple<torch::Tensor, torch::Tensor>;
using Carry = std::variant<std::monostate, Gru, Lstm>;

template <class... Fs>
struct overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
overloaded(Fs...) -> overloaded<Fs...>;

struct LoopContext {
  Carry carry;
  double loss = 0;
  int64_t chunk = 0;
};

class Hooks {
 public:
  using Fn = std::function<void(LoopContext&)>;
  void on(const std::string& ev, Fn f) { table_[ev].push_back(std::move(f)); }
  void fire(const std::string& ev, LoopContext& c) {
    for (auto& f : table_[ev]) f(c);
  }

 private:
  std::map<std::string, std::vector<Fn>> table_;
};

struct CharModelImpl : torch::nn::Module {
  explicit CharModelImpl(bool lstm) : use_lstm(lstm) {
    emb = register_module("emb", torch::nn::Embedding(96, 32));
    if (lstm)
      l = register_module("rnn", torch::nn::LSTM(32, 128));
    else
      g = register_module("rnn", torch::nn::GRU(32, 128));
    out = register_module("out", torch::nn::Linear(128, 96));
  }
  torch::Tensor forward(const torch::Tensor& ids, Carry& c) {
    auto e = emb(ids);
    torch::Tensor y;
    if (use_lstm) {
      Lstm s;
      std::tie(y, s) = std::holds_alternative<Lstm>(c) ? l->forward(e, std::get<Lstm>(c)) : l->forward(e);
      c = s;
    } else {
      torch::Tensor s;
      std::tie(y, s) = std::holds_alternative<Gru>(c) ? g->forward(e, std::get<Gru>(c)) : g->forward(e);
      c = s;
    }
    return out(y);
  }
  bool use_lstm;
  torch::nn::Embedding emb{nullptr};
  torch::nn::LSTM l{nullptr};
  torch::nn::GRU g{nullptr};
  torch::nn::Linear out{nullptr};
};
TORCH_MODULE(CharModel);

static void installDefaults(Hooks& hooks) {
  hooks.on("chunk_end", [](LoopContext& c) {
    c.carry = std::visit(overloaded{[](std::monostate m) -> Carry { return m; },
                                    [](const Gru& h) -> Carry { return h.detach(); },
                                    [](const Lstm& s) -> Carry {
                                      return Lstm{std::get<0>(s).detach(), std::get<1>(s).detach()};
                                    }},
                         c.carry);
  });
  hooks.on("chunk_end", [](LoopContext& c) {
    if (c.chunk % 100 == 0) std::cout << "chunk " << c.chunk << " loss " << c.loss << '\n';
  });
}

int main(int argc, char**) {
  CharModel model(argc > 1);
  torch::optim::Adam opt(model->parameters(), 2e-3);
  Hooks hooks;
  installDefaults(hooks);
  LoopContext ctx;
  for (;; ++ctx.chunk) {
    auto text = torch::randint(0, 96, {33, 16}, torch::kLong);
    auto logits = model->forward(text.slice(0, 0, 32), ctx.carry);
    auto loss = torch::nn::functional::cross_entropy(logits.reshape({-1, 96}), text.slice(0, 1, 33).reshape({-1}));
    opt.zero_grad();
    loss.backward();
    opt.step();
    ctx.loss = loss.item<double>();
    hooks.fire("chunk_end", ctx);
  }
}
