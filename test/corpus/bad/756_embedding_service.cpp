#include <torch/torch.h>

#include <cstdint>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>

struct Request {
  std::uint64_t id;
  std::string model;
  torch::Tensor input;
};

struct Reply {
  std::uint64_t id = 0;
  torch::Tensor embedding;
  float norm = 0;
};

class Embedder {
 public:
  virtual ~Embedder() = default;
  virtual torch::Tensor embed(const torch::Tensor& x) = 0;
};

class MlpEmbedder final : public Embedder {
 public:
  MlpEmbedder() { net_->eval(); }
  torch::Tensor embed(const torch::Tensor& x) override { return net_->forward(x); }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(50, 256), torch::nn::GELU(), torch::nn::Linear(256, 64)};
};

class BagEmbedder final : public Embedder {
 public:
  BagEmbedder() { table_->eval(); }
  torch::Tensor embed(const torch::Tensor& x) override {
    auto tokens = (x.abs() * 40).to(torch::kLong).clamp_max(127);
    return table_->forward(tokens).mean(0);
  }

 private:
  torch::nn::Embedding table_{torch::nn::EmbeddingOptions(128, 64)};
};

class ModelRegistry {
 public:
  using Factory = std::function<std::unique_ptr<Embedder>()>;

  template <class T>
  ModelRegistry& add(std::string name) {
    factories_[std::move(name)] = [] { return std::make_unique<T>(); };
    return *this;
  }

  Embedder& get(const std::string& name) {
    if (auto it = live_.find(name); it != live_.end()) return *it->second;
    auto f = factories_.find(name);
    if (f == factories_.end()) throw std::out_of_range("no model " + name);
    return *live_.emplace(name, std::invoke(f->second)).first->second;
  }

 private:
  std::map<std::string, Factory> factories_;
  std::map<std::string, std::unique_ptr<Embedder>> live_;
};

class EmbeddingService {
 public:
  explicit EmbeddingService(ModelRegistry registry) : registry_(std::move(registry)) {}

  const Reply& handle(const Request& req) {
    if (auto hit = answered_.find(req.id); hit != answered_.end()) return hit->second;
    Reply reply;
    reply.id = req.id;
    reply.embedding = registry_.get(req.model).embed(req.input);
    reply.norm = reply.embedding.norm().item<float>();
    return remember(std::move(reply));
  }

 private:
  const Reply& remember(Reply&& r) {
    const auto id = r.id;
    return answered_.insert_or_assign(id, std::move(r)).first->second;  // WARN: unguarded-inference
  }

  ModelRegistry registry_;
  std::unordered_map<std::uint64_t, Reply> answered_;
};

int main() {
  ModelRegistry registry;
  registry.add<MlpEmbedder>("mlp").add<BagEmbedder>("bag");
  EmbeddingService service(std::move(registry));

  for (std::uint64_t id = 1;; ++id) {
    Request req{id, id % 3 ? "mlp" : "bag", torch::randn({50})};
    const auto& reply = service.handle(req);
    if (id % 10000 == 0) std::cout << reply.id << " |e|=" << reply.norm << '\n';
  }
}
