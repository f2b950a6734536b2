#include <torch/script.h>
#include <torch/torch.h>

#include <cstdint>
#include <future>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace gateway {

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
  uint64_t request = 0;
  torch::Tensor probs;
};

class AuditTrail {
 public:
  explicit AuditTrail(std::size_t keep) : keep_(keep) {}

  void file(uint64_t id, const torch::Tensor& probs) {
    trail_.emplace(id, Verdict{id, probs});
    while (trail_.size() > keep_) trail_.erase(trail_.begin());
  }
  double confidence() const {
    double s = 0;
    for (const auto& [id, v] : trail_) s += v.probs.max().item<double>();
    return trail_.empty() ? 0.0 : s / static_cast<double>(trail_.size());
  }

 private:
  std::size_t keep_;
  std::map<uint64_t, Verdict> trail_;
};

class Gateway {
 public:
  explicit Gateway(const std::string& model) : engine_(model), audit_(200) {}

  void submit(std::vector<float> payload) {
    const auto id = next_++;
    running_.emplace_back(id, std::async(std::launch::async, [this, p = std::move(payload)] {
                            return engine_.run(torch::tensor(p).view({1, -1}));
                          }));
    if (running_.size() >= kMaxInFlight) collect();
  }

  double confidence() const { return audit_.confidence(); }
  const std::map<int64_t, torch::Tensor>& latestPerClass() const { return latest_; }

 private:
  static constexpr std::size_t kMaxInFlight = 8;

  void collect() {
    for (auto& [id, fut] : running_) {
      auto probs = fut.get();
      audit_.file(id, probs);
      latest_[probs.argmax(1).item<int64_t>()] = probs;
    }
    running_.clear();
  }

  Engine engine_;
  AuditTrail audit_;
  std::map<int64_t, torch::Tensor> latest_;  // one entry per output class
  std::vector<std::pair<uint64_t, std::future<torch::Tensor>>> running_;
  uint64_t next_ = 0;
};

}  // namespace gateway

int main(int argc, char** argv) {
  gateway::Gateway gw(argc > 1 ? argv[1] : "");
  for (uint64_t i = 0;; ++i) {
    std::vector<float> payload(64);
    for (std::size_t k = 0; k < payload.size(); ++k) payload[k] = static_cast<float>((i + k) % 17) / 17.f;
    gw.submit(std::move(payload));
    if (i % 1000 == 999)
      std::cout << "confidence " << gw.confidence() << ", classes seen " << gw.latestPerClass().size() << "\n";
  }
}
