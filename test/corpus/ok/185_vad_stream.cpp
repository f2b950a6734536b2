#include <torch/script.h>
#include <torch/torch.h>
#include <deque>
#include <iostream>
#include <vector>

struct SpeechSegment {
  size_t begin, end;
};

class VadIterator {
 public:
  VadIterator(const std::string& model, float threshold, int sampleRate) : threshold_(threshold), sr_(sampleRate) {
    torch::set_num_threads(1);
    module_ = torch::jit::load(model);
    module_.eval();
    reset();
  }

  void reset() {
    h_ = torch::zeros({2, 1, 64});
    c_ = torch::zeros({2, 1, 64});
    probs_.clear();
    segments_.clear();
    speaking_ = false;
    pos_ = 0;
  }

  void push(const std::vector<float>& chunk) {
    at::AutoDispatchBelowADInplaceOrView inplace;
    torch::NoGradGuard noGrad;
    auto x = torch::from_blob(const_cast<float*>(chunk.data()), {1, (int64_t)chunk.size()});
    std::vector<torch::jit::IValue> in{x, h_, c_, sr_};
    auto tup = module_.forward(in).toTuple();
    auto p = tup->elements()[0].toTensor().item<float>();
    h_ = tup->elements()[1].toTensor();
    c_ = tup->elements()[2].toTensor();
    probs_.push_back(p);
    context_.push_back(x.clone());
    if (context_.size() > 10) context_.pop_front();
    if (p >= threshold_ && !speaking_) {
      speaking_ = true;
      segments_.push_back({pos_, pos_});
    } else if (p < threshold_ - 0.15f && speaking_) {
      speaking_ = false;
      segments_.back().end = pos_;
    }
    pos_ += chunk.size();
  }
  const std::vector<SpeechSegment>& segments() const { return segments_; }

 private:
  torch::jit::script::Module module_;
  float threshold_;
  int64_t sr_;
  torch::Tensor h_, c_;
  std::vector<float> probs_;
  std::deque<torch::Tensor> context_;
  std::vector<SpeechSegment> segments_;
  bool speaking_ = false;
  size_t pos_ = 0;
};

int main(int argc, char** argv) {
  VadIterator vad(argv[1], 0.5f, 16000);
  for (int i = 0; i < 1000; ++i) vad.push(std::vector<float>(512, 0.f));
  std::cout << vad.segments().size() << '\n';
}
