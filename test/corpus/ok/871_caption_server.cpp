// Request loop for a caption decoder; handlers are looked up by route.
#include <torch/torch.h>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Request {
  std::string route, user;
  torch::Tensor image;
};

struct Handler {
  virtual ~Handler() = default;
  virtual std::string handle(const Request& r) = 0;
};

class Decoder {
 public:
  Decoder() : img_(256, 96), emb_(200, 96), cell_(96, 96), out_(96, 200) {}
  torch::Tensor begin(const torch::Tensor& image) { return torch::tanh(img_(image.flatten().unsqueeze(0))); }
  int64_t next(int64_t tok, torch::Tensor& h) {
    h = cell_(emb_(torch::full({1}, tok, torch::kLong)), h);
    return out_(h).argmax(-1).item<int64_t>();
  }

 private:
  torch::nn::Linear img_;
  torch::nn::Embedding emb_;
  torch::nn::GRUCell cell_;
  torch::nn::Linear out_;
};

class CaptionHandler : public Handler {
 public:
  explicit CaptionHandler(std::shared_ptr<Decoder> d) : dec_(std::move(d)) {}
  std::string handle(const Request& r) override {
    auto& h = state_[r.user];
    auto first = dec_->begin(r.image);
    h = h.defined() ? 0.5 * h + 0.5 * first : first;
    std::string text;
    int64_t tok = 1;
    for (int i = 0; i < 12 && tok != 0; ++i) {
      tok = dec_->next(tok, h);
      text += "w" + std::to_string(tok) + " ";
    }
    return text;
  }

 private:
  std::shared_ptr<Decoder> dec_;
  std::map<std::string, torch::Tensor> state_;
};

class PingHandler : public Handler {
 public:
  std::string handle(const Request&) override { return "pong"; }
};

class Server {
 public:
  void mount(const std::string& route, std::unique_ptr<Handler> h) { routes_[route] = std::move(h); }
  void serve(const std::function<Request(long)>& accept) {
    torch::NoGradGuard no_grad;
    for (long n = 0;; ++n) {
      Request r = accept(n);
      auto it = routes_.find(r.route);
      if (it == routes_.end()) continue;
      std::string body = it->second->handle(r);
      if (n % 1000 == 0) std::cout << n << " " << r.user << ": " << body << "\n";
    }
  }

 private:
  std::map<std::string, std::unique_ptr<Handler>> routes_;
};

int main() {
  Server s;
  auto dec = std::make_shared<Decoder>();
  s.mount("/caption", std::make_unique<CaptionHandler>(dec));
  s.mount("/ping", std::make_unique<PingHandler>());
  s.serve([](long n) {
    return Request{n % 10 ? "/caption" : "/ping", "cam" + std::to_string(n % 8), torch::rand({16, 16})};
  });
}
