#include <torch/script.h>
#include <torch/torch.h>

#include <chrono>
#include <cstdint>
#include <iostream>
#include <map>
#include <string>
#include <vector>

namespace gateway {

using Clock = std::chrono::steady_clock;

static torch::jit::Module fallback_model() {
  torch::jit::Module m("Fallback");
  m.register_parameter("w1", torch::randn({64, 256}, torch::requires_grad()), /*is_buffer=*/false);
  m.register_parameter("w2", torch::randn({256, 8}, torch::requires_grad()), /*is_buffer=*/false);
  m.define(R"JIT(
    def forward(self, x):
        return torch.softmax(torch.mm(torch.relu(torch.mm(x, self.w1)), self.w2), 1)
  )JIT");
  return m;
}

class Engine {
 public:
  explicit Engine(const std::string& path) : module_(path.empty() ? fallback_model() : torch::jit::load(path)) {
    module_.eval();
  }
  torch::Tensor run(torch::Tensor x) {
    std::vector<torch::jit::IValue> args;
    args.emplace_back(std::move(x));
    return module_.forward(std::move(args)).toTensor();
  }

 private:
  torch::jit::Module module_;
};

struct Verdict {
  uint64_t request;
  torch::Tensor probs;
};

class AuditTrail {
 public:
  static AuditTrail& get() {
    static AuditTrail trail;
    return trail;
  }
  void file(uint64_t id, const torch::Tensor& probs) {
    const auto now = Clock::now().time_since_epoch().count();
    trail_.emplace(now, Verdict{id, probs});  // WARN: unguarded-inference
  }
  double confidenceOfLatest(std::size_t n) const {
    double s = 0;
    std::size_t k = 0;
    for (auto it = trail_.rbegin(); it != trail_.rend() && k < n; ++it, ++k)
      s += it->second.probs.max().item<double>();
    return k ? s / k : 0;
  }

 private:
  std::multimap<Clock::rep, Verdict> trail_;
};

class Gateway {
 public:
  explicit Gateway(const std::string& model) : engine_(model) {}

  int64_t onRequest(const std::vector<float>& payload) {
    auto x = torch::tensor(payload).view({1, -1});
    auto probs = engine_.run(x);
    AuditTrail::get().file(next_++, probs);
    return probs.argmax(1).item<int64_t>();
  }

 private:
  Engine engine_;
  uint64_t next_ = 0;
};

}  // namespace gateway

int main(int argc, char** argv) {
  gateway::Gateway gw(argc > 1 ? argv[1] : "");
  std::vector<int64_t> histogram(8, 0);
  std::vector<float> payload(64);
  for (uint64_t i = 0;; ++i) {
    for (std::size_t k = 0; k < payload.size(); ++k) payload[k] = static_cast<float>((i + k) % 17) / 17.f;
    ++histogram.at(static_cast<std::size_t>(gw.onRequest(payload)));
    if (i % 1000 == 0) std::cout << "confidence " << gateway::AuditTrail::get().confidenceOfLatest(50) << "\n";
  }
}
