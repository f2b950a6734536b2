// small VAE with step listeners
#include <torch/torch.h>
#include <deque>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace F = torch::nn::functional;
using torch::Tensor;

struct VaeImpl : torch::nn::Module {
  torch::nn::Linear enc{nullptr}, mu{nullptr}, lv{nullptr}, dec1{nullptr}, dec2{nullptr};
  VaeImpl(int64_t in, int64_t hid, int64_t z) {
    enc = register_module("enc", torch::nn::Linear(in, hid));
    mu = register_module("mu", torch::nn::Linear(hid, z));
    lv = register_module("lv", torch::nn::Linear(hid, z));
    dec1 = register_module("dec1", torch::nn::Linear(z, hid));
    dec2 = register_module("dec2", torch::nn::Linear(hid, in));
  }
  std::tuple<Tensor, Tensor, Tensor> forward(Tensor x) {
    auto h = torch::relu(enc(x));
    auto m = mu(h), l = lv(h);
    auto z = m + torch::randn_like(m) * torch::exp(0.5 * l);
    return {dec2(torch::relu(dec1(z))), m, l};
  }
};
TORCH_MODULE(Vae);

struct StepInfo {
  int64_t step;
  double beta;
  std::unordered_map<std::string, Tensor> terms;
};

using Listener = std::function<void(const StepInfo&)>;

class Recorder {
 public:
  void note(const std::string& name, const Tensor& v) {
    auto& line = lines_[name];
    line.push_back(v);  // WARN: graph-in-container
  }
  double mean(const std::string& name, size_t window) const {
    auto it = lines_.find(name);
    if (it == lines_.end() || it->second.empty()) return 0;
    size_t n = std::min(window, it->second.size());
    double s = 0;
    for (auto r = it->second.rbegin(); r != it->second.rbegin() + static_cast<long>(n); ++r) s += r->item<double>();
    return s / n;
  }
  void report(std::ostream& os) const {
    for (auto& kv : lines_) os << kv.first << ": " << kv.second.size() << " points, last "
                               << kv.second.back().item<float>() << "\n";
  }

 private:
  std::map<std::string, std::deque<Tensor>> lines_;
};

class Trainer {
 public:
  Trainer(Vae net, double lr) : net_(net), opt_(net->parameters(), lr) {}
  void listen(Listener l) { listeners_.push_back(std::move(l)); }
  void step(const Tensor& x) {
    auto [logits, m, l] = net_->forward(x);
    auto rec = F::binary_cross_entropy_with_logits(
        logits, x, F::BinaryCrossEntropyWithLogitsFuncOptions().reduction(torch::kSum)) / x.size(0);
    auto kl = -0.5 * (1 + l - m.pow(2) - l.exp()).sum(1).mean();
    double beta = std::min(1.0, count_ / 1000.0);
    auto total = rec + beta * kl;
    opt_.zero_grad();
    total.backward();
    opt_.step();
    StepInfo info{count_++, beta, {{"rec", rec}, {"kl", kl}, {"total", total}}};
    for (auto& f : listeners_) f(info);
  }

 private:
  Vae net_;
  torch::optim::Adam opt_;
  std::vector<Listener> listeners_;
  int64_t count_ = 0;
};

int main(int argc, char** argv) {
  int64_t steps = argc > 1 ? std::stoll(argv[1]) : 20000;
  torch::manual_seed(4);
  Vae vae(144, 96, 8);
  Trainer tr(vae, 1e-3);
  auto rec = std::make_shared<Recorder>();
  tr.listen([rec](const StepInfo& s) {
    for (auto& t : s.terms) rec->note(t.first, t.second);
  });
  tr.listen([&](const StepInfo& s) {
    if (s.step % 250 == 0)
      std::cout << s.step << " beta " << s.beta << " rec " << rec->mean("rec", 250) << " kl " << rec->mean("kl", 250) << "\n";
  });
  auto bank = (torch::rand({2048, 144}) > 0.7).to(torch::kFloat);
  for (int64_t i = 0; i < steps; ++i) tr.step(bank.index_select(0, torch::randint(2048, {64}, torch::kLong)));
  rec->report(std::cout);
  torch::save(vae, "vae.pt");
}
