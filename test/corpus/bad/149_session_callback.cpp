#include <torch/script.h>
#include <torch/torch.h>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <string>

struct Upload {
  std::string user;
  torch::Tensor pixels;
  torch::Tensor mask;
  std::function<void(torch::Tensor)> on_mask;
  std::function<void(const std::string&)> on_error;
};

class SegmentationGateway {
 public:
  explicit SegmentationGateway(const std::string& model) : module_(torch::jit::load(model)) { module_.eval(); }

  void submit(const std::string& user, torch::Tensor pixels) {
    auto upload = std::make_shared<Upload>();
    upload->user = user;
    upload->pixels = std::move(pixels);
    upload->on_mask = [upload](torch::Tensor m) {  // WARN: ownership-cycle
      upload->mask = m;
      std::cout << upload->user << ": " << m.sum().item<int64_t>() << " foreground pixels\n";
    };
    upload->on_error = [user](const std::string& what) { std::cerr << user << ": " << what << '\n'; };
    run(*upload);
  }

 private:
  void run(Upload& u) {
    c10::InferenceMode guard;
    try {
      auto logits = module_.forward({u.pixels.unsqueeze(0)}).toTensor();
      u.on_mask((logits > 0).squeeze(0));
    } catch (const c10::Error& e) {
      u.on_error(e.what_without_backtrace());
    }
  }
  torch::jit::script::Module module_;
};

int main(int argc, char** argv) {
  SegmentationGateway gw(argv[1]);
  std::string user;
  while (std::cin >> user) gw.submit(user, torch::rand({3, 512, 512}));
}
