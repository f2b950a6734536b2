#include <torch/torch.h>
#include <algorithm>
#include <utility>
#include <vector>

struct Query {
  std::vector<torch::Tensor> docs;
  std::vector<int> relevance;
};

class PairwiseRanker {
 public:
  PairwiseRanker() : net_(torch::nn::Linear(46, 64), torch::nn::ReLU(), torch::nn::Linear(64, 1)), opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)) {
  }
  float train(const Query& q) {
    std::vector<torch::Tensor> scores;
    for (const auto& d : q.docs)
      scores.push_back(net_->forward(d));
    std::vector<torch::Tensor> pairs;
    for (size_t i = 0; i < scores.size(); ++i)
      for (size_t j = 0; j < scores.size(); ++j)
        if (q.relevance[i] > q.relevance[j])
          pairs.push_back(torch::relu(1 - (scores[i] - scores[j])));
    if (pairs.empty())
      return 0;
    auto loss = torch::cat(pairs).mean();
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    return loss.item<float>();
  }
  std::vector<size_t> rank(const Query& q) {
    torch::NoGradGuard no_grad;
    std::vector<std::pair<torch::Tensor, size_t>> scored;
    for (size_t i = 0; i < q.docs.size(); ++i)
      scored.emplace_back(net_->forward(q.docs[i]), i);
    std::sort(scored.begin(), scored.end(), [](auto& a, auto& b) {
      return a.first.template item<float>() > b.first.template item<float>();
    });
    std::vector<size_t> order;
    for (auto& s : scored)
      order.push_back(s.second);
    return order;
  }

 private:
  torch::nn::Sequential net_;
  torch::optim::Adam opt_;
};
