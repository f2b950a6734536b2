#include <torch/torch.h>
#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct Request {
  std::string user;
  torch::Tensor features;
};
struct Response {
  int status = 200;
  float score = 0;
};

using Handler = std::function<Response(const Request&)>;
using Middleware = std::function<Handler(Handler)>;

class App {
 public:
  App& use(Middleware m) {
    chain_.push_back(std::move(m));
    return *this;
  }
  Handler finish(Handler h) const {
    std::for_each(chain_.rbegin(), chain_.rend(), [&](const auto& m) { h = m(std::move(h)); });
    return h;
  }

 private:
  std::vector<Middleware> chain_;
};

template <class Mode>
Middleware under() {
  return [](Handler next) {
    return [next = std::move(next)](const Request& r) {
      Mode mode;
      return next(r);
    };
  };
}

Middleware timed(double& total) {
  return [&total](Handler next) {
    return [&total, next = std::move(next)](const Request& r) {
      const auto t0 = std::chrono::steady_clock::now();
      auto resp = next(r);
      total += std::chrono::duration<double>(std::chrono::steady_clock::now() - t0).count();
      return resp;
    };
  };
}

class TasteProfiles {
 public:
  Response operator()(const Request& r) {
    auto e = tower_->forward(r.features);
    auto& profile = profiles_[r.user];
    if (!profile.defined()) {
      profile = e;
      return {201, 0};
    }
    const auto sim = torch::cosine_similarity(profile, e, 0).item<float>();
    profile = 0.9 * profile + 0.1 * e;
    return {200, sim};
  }

 private:
  torch::nn::Sequential tower_{torch::nn::Linear(40, 160), torch::nn::GELU(), torch::nn::Linear(160, 24)};
  std::unordered_map<std::string, torch::Tensor> profiles_;
};

int main() {
  double seconds = 0;
  auto profiles = std::make_shared<TasteProfiles>();
  auto serve = App{}.use(timed(seconds)).use(under<torch::NoGradGuard>()).finish([profiles](const Request& r) {
    return (*profiles)(r);
  });

  for (uint64_t n = 1;; ++n) {
    const auto resp = serve({"user" + std::to_string(n % 300), torch::randn({40})});
    if (n % 5000 == 0) std::cout << resp.status << ' ' << resp.score << " avg " << seconds / n << "s\n";
  }
}
