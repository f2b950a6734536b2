#include <torch/script.h>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>

struct Translation {
  std::string text;
  torch::Tensor encoder_state;
};

class Translator {
 public:
  Translator(const std::string& enc, const std::string& dec) : encoder_(torch::jit::load(enc)), decoder_(torch::jit::load(dec)) {
    encoder_.eval();
    decoder_.eval();
  }
  const std::string& translate(const std::string& sentence) {
    auto it = memo_.find(sentence);
    if (it == memo_.end()) {
      torch::NoGradGuard guard;
      Translation t;
      t.encoder_state = encode(tokenize(sentence));
      t.text = decode(t.encoder_state);
      it = memo_.emplace(sentence, t).first;
    }
    return it->second.text;
  }

 private:
  static std::vector<int64_t> tokenize(const std::string& s) {
    return std::vector<int64_t>(s.begin(), s.end());
  }
  torch::Tensor encode(const std::vector<int64_t>& ids) {
    std::vector<torch::jit::IValue> inputs;
    inputs.emplace_back(torch::tensor(ids).unsqueeze(0));
    return encoder_.forward(inputs).toTensor();
  }
  std::string decode(const torch::Tensor& state) {
    torch::NoGradGuard guard;
    return std::to_string(decoder_.forward({state}).toTensor().argmax().item<int64_t>());
  }
  torch::jit::Module encoder_, decoder_;
  std::unordered_map<std::string, Translation> memo_;
};
