#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

class CrossEncoder : public torch::nn::Module {
 public:
  CrossEncoder(int64_t vocab, int64_t dim)
      : embed_(register_module("embed", torch::nn::EmbeddingBag(vocab, dim))),
        mix_(register_module("mix", torch::nn::Bilinear(dim, dim, 64))),
        out_(register_module("out", torch::nn::Linear(64, 1))) {}

  torch::Tensor forward(const torch::Tensor& query, const torch::Tensor& docs) {
    auto q = embed_->forward(query).expand({docs.size(0), -1}).contiguous();
    auto d = embed_->forward(docs);
    return out_->forward(torch::relu(mix_->forward(q, d))).squeeze(-1);
  }

 private:
  torch::nn::EmbeddingBag embed_;
  torch::nn::Bilinear mix_;
  torch::nn::Linear out_;
};

struct Reply {
  std::vector<int64_t> ranking;
  torch::Tensor relevance;
  unsigned hits = 0;
};

class Tokenizer {
 public:
  explicit Tokenizer(int64_t vocab) : vocab_(vocab) {}
  torch::Tensor operator()(const std::string& text) const {
    std::vector<int64_t> ids;
    std::istringstream in(text);
    for (std::string w; in >> w;) {
      ids.push_back(static_cast<int64_t>(std::hash<std::string>{}(w) % static_cast<size_t>(vocab_)));
    }
    ids.resize(8, 0);
    return torch::tensor(ids, torch::kLong).unsqueeze(0);
  }

 private:
  int64_t vocab_;
};

class RerankService {
 public:
  explicit RerankService(std::shared_ptr<CrossEncoder> model) : model_(std::move(model)), tok_(30000) {
    model_->eval();
  }

  const Reply& handle(const std::string& query, const std::vector<std::string>& passages) {
    auto hit = replies_.find(query);
    if (hit != replies_.end()) {
      ++hit->second.hits;
      return hit->second;
    }
    return remember(query, rank(query, passages));
  }

  size_t entries() const { return replies_.size(); }

 private:
  Reply rank(const std::string& query, const std::vector<std::string>& passages) {
    std::vector<torch::Tensor> rows;
    rows.reserve(passages.size());
    for (const auto& p : passages) rows.push_back(tok_(p));
    Reply r;
    r.relevance = torch::sigmoid(model_->forward(tok_(query), torch::cat(rows, 0)));
    auto order = r.relevance.argsort(0, /*descending=*/true);
    for (int64_t i = 0; i < order.size(0); ++i) {
      r.ranking.push_back(order[i].item<int64_t>());
    }
    return r;
  }

  const Reply& remember(const std::string& query, Reply r) {
    return replies_.emplace(query, std::move(r)).first->second;  // WARN: unguarded-inference
  }

  std::shared_ptr<CrossEncoder> model_;
  Tokenizer tok_;
  std::unordered_map<std::string, Reply> replies_;
};

int main(int argc, char** argv) {
  auto model = std::make_shared<CrossEncoder>(30000, 96);
  if (argc > 1) {
    torch::serialize::InputArchive ar;
    ar.load_from(argv[1]);
    model->load(ar);
  }
  RerankService service(model);

  const std::vector<std::string> corpus = {
      "reset the boiler pressure", "order a replacement valve", "warranty terms and periods",
      "bleeding a radiator", "annual inspection checklist"};
  std::string line;
  size_t served = 0;
  while (std::getline(std::cin, line)) {
    const Reply& r = service.handle(line, corpus);
    std::cout << corpus[static_cast<size_t>(r.ranking.front())] << " ("
              << r.relevance.max().item<float>() << ")\n";
    if (++served % 100 == 0) {
      std::cerr << served << " served, " << service.entries() << " distinct\n";
    }
  }
  return 0;
}
