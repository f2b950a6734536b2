#include <torch/torch.h>

#include <chrono>
#include <functional>
#include <iostream>
#include <list>
#include <string>

namespace inspect {

struct Picture {
  std::string serial;
  torch::Tensor pixels;
};

struct Verdict {
  std::string serial;
  double defect = 0;
  torch::Tensor heat;
};

struct DefectNetImpl : torch::nn::Module {
  DefectNetImpl() {
    using torch::nn::Conv2d;
    using torch::nn::Conv2dOptions;
    c1 = register_module("c1", Conv2d(Conv2dOptions(3, 16, 3).stride(2).padding(1)));
    c2 = register_module("c2", Conv2d(Conv2dOptions(16, 32, 3).stride(2).padding(1)));
    c3 = register_module("c3", Conv2d(Conv2dOptions(32, 1, 1)));
  }
  torch::Tensor forward(torch::Tensor x) { return torch::sigmoid(c3(torch::relu(c2(torch::relu(c1(x)))))); }
  torch::nn::Conv2d c1{nullptr}, c2{nullptr}, c3{nullptr};
};
TORCH_MODULE(DefectNet);

class Inspector {
 public:
  explicit Inspector(DefectNet net) : net_(std::move(net)) { net_->eval(); }

  Verdict look_at(const Picture& p) {
    auto input = p.pixels.to(torch::kFloat).div(255).permute({2, 0, 1}).unsqueeze(0);
    auto map = net_(input).squeeze(0).squeeze(0);
    Verdict v;
    v.serial = p.serial;
    v.defect = map.max().item<double>();
    v.heat = map;
    return v;
  }

 private:
  DefectNet net_;
};

class Archive {
 public:
  void file(Verdict v) {
    if (v.defect < threshold_) return;
    shelf_.push_back(std::move(v));  // WARN: unguarded-inference
  }
  size_t size() const { return shelf_.size(); }
  const Verdict* find(const std::string& serial) const {
    for (const auto& v : shelf_)
      if (v.serial == serial) return &v;
    return nullptr;
  }

 private:
  double threshold_ = 0.5;
  std::list<Verdict> shelf_;
};

class Line {
 public:
  using Handler = std::function<void(const Picture&)>;
  void subscribe(Handler h) { handler_ = std::move(h); }
  void run() {
    for (long n = 0;; ++n) {
      Picture p{"SN" + std::to_string(n), torch::randint(0, 256, {240, 320, 3}, torch::kByte)};
      handler_(p);
    }
  }

 private:
  Handler handler_;
};

}  // namespace inspect

int main(int argc, char** argv) {
  inspect::DefectNet net;
  if (argc > 1) torch::load(net, argv[1]);
  inspect::Inspector inspector(net);
  inspect::Archive archive;
  inspect::Line line;
  line.subscribe([&](const inspect::Picture& p) {
    archive.file(inspector.look_at(p));
    if (archive.size() % 100 == 99) std::cout << archive.size() << " boards set aside" << std::endl;
  });
  line.run();
}
