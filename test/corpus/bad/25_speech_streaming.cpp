#include <torch/script.h>
#include <string>
#include <vector>

class StreamingRecognizer {
 public:
  explicit StreamingRecognizer(const std::string& model_path) {
    {
      torch::NoGradGuard no_grad;
      module_ = torch::jit::load(model_path);
      module_.eval();
    }
    reset();
  }
  void reset() {
    hidden_ = torch::zeros({2, 1, 256});
  }

  std::string push_audio(const std::vector<float>& pcm) {
    auto chunk = torch::tensor(pcm).view({1, -1, 80});
    auto result = module_.forward({chunk, hidden_}).toTuple();
    auto logits = result->elements()[0].toTensor();
    hidden_ = result->elements()[1].toTensor().detach();
    lattice_.push_back(torch::log_softmax(logits, -1));  // WARN: unguarded-inference
    return decode(logits.argmax(-1));
  }

 private:
  std::string decode(const torch::Tensor& ids) {
    std::string s;
    auto flat = ids.view(-1);
    for (int64_t i = 0; i < flat.size(0); ++i)
      s.push_back(static_cast<char>('a' + flat[i].item<int64_t>() % 26));
    return s;
  }
  torch::jit::Module module_;
  torch::Tensor hidden_;
  std::vector<torch::Tensor> lattice_;
};
