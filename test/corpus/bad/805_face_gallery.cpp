#include <torch/torch.h>

#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>

namespace faces {

struct Enroll {
  std::string person;
  torch::Tensor image;
};
struct Identify {
  torch::Tensor image;
};
struct Remove {
  std::string person;
};
using Request = std::variant<Enroll, Identify, Remove>;

struct Reply {
  int code = 200;
  std::string body;
};

class Backbone : public torch::nn::Module {
 public:
  Backbone() {
    using namespace torch::nn;
    trunk_ = register_module(
        "trunk", Sequential(Conv2d(Conv2dOptions(3, 24, 3).stride(2)), ReLU(),
                            Conv2d(Conv2dOptions(24, 48, 3).stride(2)), ReLU(),
                            AdaptiveAvgPool2d(AdaptiveAvgPool2dOptions({1, 1})), Flatten(), Linear(48, 128)));
  }
  torch::Tensor embed(const torch::Tensor& image) {
    auto z = trunk_->forward(image.unsqueeze(0).sub(0.5).div(0.25));
    return torch::nn::functional::normalize(z).squeeze(0);
  }

 private:
  torch::nn::Sequential trunk_{nullptr};
};

class Service {
 public:
  explicit Service(std::shared_ptr<Backbone> net) : net_(std::move(net)) { net_->eval(); }

  Reply handle(const Request& request) {
    return std::visit([this](const auto& r) { return on(r); }, request);
  }
  size_t size() const { return gallery_.size(); }

 private:
  Reply on(const Enroll& r) {
    const auto [it, inserted] = gallery_.emplace(r.person, net_->embed(r.image));  // FN: unguarded-inference
    return inserted ? Reply{201, "enrolled " + it->first} : Reply{409, "exists"};
  }

  Reply on(const Identify& r) {
    const auto probe = net_->embed(r.image);
    std::optional<std::pair<std::string, float>> best;
    for (const auto& [who, code] : gallery_) {
      const float s = probe.dot(code).item<float>();
      if (!best || s > best->second) best.emplace(who, s);
    }
    if (!best || best->second < 0.6f) return {404, "unknown"};
    return {200, best->first};
  }

  Reply on(const Remove& r) {
    return gallery_.erase(r.person) ? Reply{200, "removed"} : Reply{404, "unknown"};
  }

  std::shared_ptr<Backbone> net_;
  std::map<std::string, torch::Tensor> gallery_;
};

}  // namespace faces

int main() {
  faces::Service service(std::make_shared<faces::Backbone>());
  for (uint64_t n = 0;; ++n) {
    auto frame = torch::rand({3, 112, 112});
    faces::Reply reply;
    switch (n % 4) {
      case 0: reply = service.handle(faces::Enroll{"person-" + std::to_string(n), frame}); break;
      default: reply = service.handle(faces::Identify{frame});
    }
    if (n % 1000 == 0) std::cout << n << ": " << reply.code << ' ' << reply.body << " (" << service.size() << ")\n";
  }
}
