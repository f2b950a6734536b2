#include <torch/torch.h>
#include <algorithm>
#include <string>
#include <vector>

struct Scored {
  std::string doc;
  torch::Tensor score;
};

struct RankerImpl : torch::nn::Module {
  RankerImpl() : q(register_module("q", torch::nn::Linear(64, 32))), d(register_module("d", torch::nn::Linear(64, 32))) {
  }
  torch::Tensor forward(const torch::Tensor& query, const torch::Tensor& doc) {
    return torch::dot(q(query), d(doc));
  }
  torch::nn::Linear q, d;
};
TORCH_MODULE(Ranker);

class SearchHandler {
 public:
  SearchHandler(Ranker r, std::vector<std::pair<std::string, torch::Tensor>> docs) : ranker_(r), docs_(std::move(docs)) {
  }

  std::vector<std::string> handle(const torch::Tensor& query) {
    const size_t begin = results_.size();
    for (const auto& [name, vec] : docs_)
      results_.push_back({name, ranker_(query, vec)});  // WARN: unguarded-inference
    std::sort(results_.begin() + begin, results_.end(),
              [](const Scored& a, const Scored& b) {
                return a.score.item<float>() > b.score.item<float>();
              });
    std::vector<std::string> top;
    for (size_t i = begin; i < results_.size() && top.size() < 10; ++i)
      top.push_back(results_[i].doc);
    return top;
  }

 private:
  Ranker ranker_;
  std::vector<std::pair<std::string, torch::Tensor>> docs_;
  std::vector<Scored> results_;
};
