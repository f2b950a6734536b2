// Call-centre speech service: one line on stdin per call, greedy CTC decoding of a scripted acoustic model.
#include <torch/script.h>

#include <cstdint>
#include <iostream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct CallRequest {
  std::string call_id;
  int64_t frames = 0;
};

struct Transcript {
  std::string text;
  torch::Tensor posteriors;
  double confidence = 0.0;
};

static torch::Tensor load_features(const CallRequest& r) {
  // stands for the telephony front end
  return torch::randn({1, r.frames, 80});
}

class AcousticService {
 public:
  AcousticService(const std::string& path, std::string alphabet)
      : model_(torch::jit::load(path)), alphabet_(std::move(alphabet)) {
    model_.eval();
  }

  const Transcript& handle(const CallRequest& r) {
    Transcript t = recognise(load_features(r));
    auto& slot = calls_[r.call_id];
    slot = std::move(t);  // WARN: unguarded-inference
    return slot;
  }

  std::string review(const std::string& call_id, double threshold) const {
    auto it = calls_.find(call_id);
    if (it == calls_.end()) return "unknown call";
    const auto best = it->second.posteriors.exp().amax(-1);
    const auto weak = best.lt(threshold).sum().item<int64_t>();
    return std::to_string(weak) + " uncertain frames of " + std::to_string(best.numel());
  }

  std::size_t size() const { return calls_.size(); }

 private:
  Transcript recognise(const torch::Tensor& feats) {
    std::vector<torch::jit::IValue> in;
    in.emplace_back(feats);
    auto logits = model_.forward(in).toTensor();
    Transcript t;
    t.posteriors = torch::log_softmax(logits, -1).squeeze(0);
    t.text = greedy(t.posteriors.argmax(-1));
    t.confidence = t.posteriors.amax(-1).mean().exp().item<double>();
    return t;
  }

  std::string greedy(const torch::Tensor& path) const {
    std::string out;
    int64_t last = 0;
    for (int64_t i = 0; i < path.size(0); ++i) {
      const int64_t c = path[i].item<int64_t>();
      if (c != 0 && c != last && c <= static_cast<int64_t>(alphabet_.size())) out.push_back(alphabet_[c - 1]);
      last = c;
    }
    return out;
  }

  torch::jit::script::Module model_;
  std::string alphabet_;
  std::unordered_map<std::string, Transcript> calls_;
};

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: " << argv[0] << " acoustic.pt < requests\n";
    return 2;
  }
  AcousticService service(argv[1], "abcdefghijklmnopqrstuvwxyz' ");
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream is(line);
    std::string verb;
    CallRequest r;
    is >> verb >> r.call_id;
    if (verb == "review") {
      std::cout << service.review(r.call_id, 0.4) << "\n";
      continue;
    }
    if (!(is >> r.frames) || r.frames <= 0) {
      std::cerr << "bad request: " << line << "\n";
      continue;
    }
    const auto& t = service.handle(r);
    std::cout << r.call_id << "\t" << t.confidence << "\t" << t.text << std::endl;
  }
  std::cerr << service.size() << " calls\n";
  return 0;
}
