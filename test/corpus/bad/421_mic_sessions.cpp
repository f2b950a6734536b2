// Keyword transcription for a fixed set of always-on microphones.
#include <torch/script.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <string>
#include <unordered_map>
#include <vector>

namespace asr {

constexpr int64_t kMel = 80;
constexpr int64_t kHidden = 256;
constexpr int64_t kTokens = 512;

volatile std::sig_atomic_t g_stop = 0;

struct Session {
  at::Tensor state;
  int64_t frames = 0;
  std::string partial;
};

torch::jit::Module make_default_encoder() {
  torch::jit::Module m("StreamEncoder");
  const auto trainable = torch::dtype(torch::kFloat32).requires_grad(true);
  m.register_parameter("w_z", torch::randn({kMel, kHidden}, trainable), false);
  m.register_parameter("u_z", torch::randn({kHidden, kHidden}, trainable), false);
  m.register_parameter("w_n", torch::randn({kMel, kHidden}, trainable), false);
  m.register_parameter("u_n", torch::randn({kHidden, kHidden}, trainable), false);
  m.register_parameter("w_out", torch::randn({kHidden, kTokens}, trainable), false);
  m.define(R"JIT(
    def forward(self, x, h):
        z = torch.sigmoid(torch.matmul(x, self.w_z) + torch.matmul(h, self.u_z))
        n = torch.tanh(torch.matmul(x, self.w_n) + torch.matmul(h * z, self.u_n))
        h2 = (1.0 - z) * h + z * n
        return torch.matmul(h2, self.w_out), h2
  )JIT");
  return m;
}

class SessionTable {
 public:
  Session& open(const std::string& mic) {
    auto [it, fresh] = sessions_.try_emplace(mic);
    if (fresh) {
      it->second.state = torch::zeros({1, kHidden});
    }
    return it->second;
  }

  void commit(const std::string& mic, const at::Tensor& next) {
    auto& s = sessions_.at(mic);
    s.state = next;  // WARN: recurrent-state
    ++s.frames;
  }

  size_t size() const { return sessions_.size(); }

 private:
  std::unordered_map<std::string, Session> sessions_;
};

class Transcriber {
 public:
  explicit Transcriber(torch::jit::Module encoder) : encoder_(std::move(encoder)) {
    encoder_.eval();
  }

  void on_chunk(const std::string& mic, const at::Tensor& mel) {
    auto& session = table_.open(mic);
    auto out = encoder_.forward({mel, session.state}).toTuple();
    const auto& parts = out->elements();
    const auto token = parts[0].toTensor().argmax(-1).item<int64_t>();
    append(session, token);
    table_.commit(mic, parts[1].toTensor());
  }

  const SessionTable& table() const { return table_; }

 private:
  static void append(Session& s, int64_t token) {
    if (token == 0) return;
    s.partial.push_back(static_cast<char>('a' + token % 26));
    if (s.partial.size() > 64) s.partial.erase(0, 32);
  }

  torch::jit::Module encoder_;
  SessionTable table_;
};

at::Tensor read_chunk() { return torch::randn({1, kMel}); }

}  // namespace asr

int main(int argc, char** argv) {
  std::signal(SIGINT, [](int) { asr::g_stop = 1; });
  auto encoder = argc > 1 ? torch::jit::load(argv[1]) : asr::make_default_encoder();
  asr::Transcriber transcriber(std::move(encoder));

  const std::vector<std::string> mics = {"lobby", "gate-2", "dock", "office"};
  uint64_t tick = 0;
  while (!asr::g_stop) {
    for (const auto& mic : mics) {
      transcriber.on_chunk(mic, asr::read_chunk());
    }
    if (++tick % 1000 == 0) {
      std::cout << tick << " ticks, " << transcriber.table().size() << " sessions\n";
    }
  }
  return 0;
}
