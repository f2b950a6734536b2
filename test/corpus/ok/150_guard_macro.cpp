#include <torch/script.h>
#include <torch/torch.h>
#include <map>
#include <string>
#include <vector>

#define APP_CONCAT_(a, b) a##b
#define APP_CONCAT(a, b) APP_CONCAT_(a, b)
#define APP_INFERENCE_SCOPE() c10::InferenceMode APP_CONCAT(inference_scope_, __LINE__)(true)

struct Response {
  int64_t id;
  torch::Tensor scores;
};

class Pipeline {
 public:
  explicit Pipeline(const std::vector<std::string>& paths) {
    for (auto& p : paths) stages_.push_back(torch::jit::load(p));
    for (auto& s : stages_) s.eval();
  }
  void handle(int64_t id, torch::Tensor x) {
    APP_INFERENCE_SCOPE();
    for (auto& s : stages_) x = s.forward({x}).toTensor();
    history_[id] = Response{id, x};
    journal_.push_back(history_[id]);
  }
  size_t handled() const { return journal_.size(); }

 private:
  std::vector<torch::jit::Module> stages_;
  std::map<int64_t, Response> history_;
  std::vector<Response> journal_;
};

int main(int argc, char** argv) {
  Pipeline p(std::vector<std::string>(argv + 1, argv + argc));
  for (int64_t i = 0; i < 1000; ++i) p.handle(i, torch::rand({1, 3, 224, 224}));
  return p.handled() == 1000 ? 0 : 1;
}
