#include <torch/torch.h>

#include <iostream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

struct MelDecoderImpl : torch::nn::Module {
  MelDecoderImpl(int64_t vocab, int64_t dim, int64_t mel) {
    emb = register_module("emb", torch::nn::Embedding(vocab, dim));
    enc = register_module("enc", torch::nn::GRU(torch::nn::GRUOptions(dim, dim).batch_first(true).bidirectional(true)));
    proj = register_module("proj", torch::nn::Linear(2 * dim, mel));
  }
  torch::Tensor forward(const torch::Tensor& ids) {
    auto y = std::get<0>(enc->forward(emb(ids)));
    return proj(y.repeat_interleave(6, 1));
  }
  torch::nn::Embedding emb{nullptr};
  torch::nn::GRU enc{nullptr};
  torch::nn::Linear proj{nullptr};
};
TORCH_MODULE(MelDecoder);

struct Utterance {
  long id;
  std::string text;
  int frames;
};

class SpeechEngine {
 public:
  explicit SpeechEngine(const std::string& weights) : net_(128, 96, 80) {
    torch::NoGradGuard no_grad;
    if (!weights.empty()) torch::load(net_, weights);
    net_->eval();
    // the first call is slow, get it over with
    net_(torch::zeros({1, 8}, torch::kLong));
  }

  Utterance say(const std::string& text) {
    auto mel = render(text);
    Utterance u{next_id_++, text, static_cast<int>(mel.size(0))};
    spoken_[u.id] = mel;  // WARN: unguarded-inference
    return u;
  }

  float loudness(long id) const {
    auto it = spoken_.find(id);
    return it == spoken_.end() ? 0.f : it->second.abs().mean().item<float>();
  }

 private:
  torch::Tensor render(const std::string& text) {
    std::vector<int64_t> ids;
    for (unsigned char c : text) ids.push_back(c & 127);
    if (ids.empty()) ids.push_back(32);
    return net_(torch::tensor(ids).unsqueeze(0)).squeeze(0);
  }

  MelDecoder net_;
  long next_id_ = 1;
  std::unordered_map<long, torch::Tensor> spoken_;
};

class Console {
 public:
  explicit Console(SpeechEngine& e) : engine_(e) {}
  void loop(std::istream& in, std::ostream& out) {
    std::string line;
    while (std::getline(in, line)) {
      if (line.rfind("?", 0) == 0) {
        out << engine_.loudness(std::stol(line.substr(1))) << "\n";
        continue;
      }
      auto u = engine_.say(line);
      out << u.id << ' ' << u.frames << " frames\n";
    }
  }

 private:
  SpeechEngine& engine_;
};

int main(int argc, char** argv) {
  SpeechEngine engine(argc > 1 ? argv[1] : "");
  Console(engine).loop(std::cin, std::cout);
}
