#include <torch/script.h>
#include <string>
#include <vector>

class Denoiser {
 public:
  explicit Denoiser(const std::string& path) {
    module_ = torch::jit::load(path);
  }
  std::vector<float> process(const std::vector<float>& pcm) {
    std::vector<torch::Tensor> pieces;
    auto signal = torch::tensor(pcm);
    for (int64_t at = 0; at < signal.size(0); at += hop_) {
      auto frame = signal.slice(0, at, std::min<int64_t>(at + hop_, signal.size(0)));
      pieces.push_back(module_.forward({frame.unsqueeze(0)}).toTensor().squeeze(0));
    }
    auto out = torch::cat(pieces).contiguous();
    return std::vector<float>(out.data_ptr<float>(), out.data_ptr<float>() + out.numel());
  }
  std::vector<torch::Tensor> spectrogram(const std::vector<torch::Tensor>& frames) {
    std::vector<torch::Tensor> rows;
    rows.reserve(frames.size());
    for (const auto& f : frames)
      rows.push_back((f * f).sum().sqrt());
    return rows;
  }

 private:
  int64_t hop_ = 16000;
  torch::jit::Module module_;
};
