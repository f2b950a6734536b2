#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <vector>

// Message passing on small molecules, full-batch objective: one optimizer step per pass over all graphs.

struct Molecule {
  torch::Tensor atoms;  // {n, 8}
  torch::Tensor src, dst;
  torch::Tensor target;
};

struct MessagePassingImpl : torch::nn::Module {
  MessagePassingImpl(int64_t in, int64_t hid, int rounds)
      : rounds(rounds),
        embed(register_module("embed", torch::nn::Linear(in, hid))),
        msg(register_module("msg", torch::nn::Linear(2 * hid, hid))),
        upd(register_module("upd", torch::nn::GRUCell(hid, hid))),
        readout(register_module("readout", torch::nn::Linear(hid, 1))) {}

  torch::Tensor forward(const Molecule& m) {
    auto h = torch::tanh(embed(m.atoms));
    std::vector<torch::Tensor> layers{h};
    for (int r = 0; r < rounds; ++r) {
      auto e = torch::relu(msg(torch::cat({h.index_select(0, m.src), h.index_select(0, m.dst)}, 1)));
      auto inbox = torch::zeros_like(h);
      inbox.index_add_(0, m.dst, e);
      h = upd(inbox, h);
      layers.push_back(h);
    }
    auto pooled = torch::stack(layers).mean(0).sum(0);
    return readout(pooled).squeeze();
  }

  int rounds;
  torch::nn::Linear embed, msg;
  torch::nn::GRUCell upd;
  torch::nn::Linear readout;
};
TORCH_MODULE(MessagePassing);

static std::vector<Molecule> synthesize(int count) {
  std::vector<Molecule> out;
  for (int i = 0; i < count; ++i) {
    auto n = 4 + torch::randint(8, {1}).item<int64_t>();
    Molecule m;
    m.atoms = torch::rand({n, 8});
    m.src = torch::randint(n, {3 * n}, torch::kLong);
    m.dst = torch::randint(n, {3 * n}, torch::kLong);
    m.target = m.atoms.sum() / 10.0;
    out.push_back(m);
  }
  return out;
}

class FullBatchTrainer {
 public:
  explicit FullBatchTrainer(MessagePassing net) : net_(net), opt_(net->parameters(), torch::optim::AdamOptions(2e-3)) {}

  double epoch(const std::vector<Molecule>& mols) {
    begin();
    for (const auto& m : mols) add(torch::smooth_l1_loss(net_(m), m.target));
    return finish();
  }

  double worst() const { return worst_; }

 private:
  void begin() {
    objective_ = torch::zeros({});
    terms_ = 0;
    worst_ = 0;
  }

  void add(const torch::Tensor& term) {
    objective_ += term;
    worst_ = std::max(worst_, term.item<double>());
    ++terms_;
  }

  double finish() {
    auto loss = objective_ / static_cast<double>(std::max<int64_t>(terms_, 1));
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    return loss.item<double>();
  }

  MessagePassing net_;
  torch::optim::Adam opt_;
  torch::Tensor objective_;
  int64_t terms_ = 0;
  double worst_ = 0;
};

int main() {
  torch::manual_seed(11);
  auto mols = synthesize(200);
  FullBatchTrainer trainer(MessagePassing(8, 32, 3));
  for (int e = 0; e < 100000; ++e) {
    double l = trainer.epoch(mols);
    if (e % 20 == 0) std::cout << "epoch " << e << " loss " << l << " worst " << trainer.worst() << "\n";
  }
}
