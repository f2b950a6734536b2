// Person re-identification over a shared gallery of fixed capacity.
#include <torch/torch.h>

#include <array>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

namespace reid {

struct Crop {
  int64_t camera;
  torch::Tensor image;  // 3 x 64 x 32
};

class EmbedNet : public torch::nn::Module {
 public:
  EmbedNet() {
    using namespace torch::nn;
    stem_ = register_module("stem", Sequential(
        Conv2d(Conv2dOptions(3, 24, 3).stride(2).padding(1)), BatchNorm2d(24), LeakyReLU(),
        Conv2d(Conv2dOptions(24, 48, 3).stride(2).padding(1)), BatchNorm2d(48), LeakyReLU()));
    fc_ = register_module("fc", Linear(48, kDim));
  }

  torch::Tensor forward(const torch::Tensor& x) {
    auto y = stem_->forward(x).mean({2, 3});
    return torch::nn::functional::normalize(fc_->forward(y));
  }

  static constexpr int64_t kDim = 64;

 private:
  torch::nn::Sequential stem_{nullptr};
  torch::nn::Linear fc_{nullptr};
};

class Gallery {
 public:
  explicit Gallery(int64_t capacity)
      : rows_(torch::zeros({capacity, EmbedNet::kDim})), owner_(static_cast<size_t>(capacity), -1) {}

  std::vector<int64_t> lookup(const torch::Tensor& e) const {
    auto best = torch::matmul(e, rows_.t()).argmax(1);
    std::vector<int64_t> ids;
    for (int64_t i = 0; i < best.size(0); ++i) {
      ids.push_back(owner_[static_cast<size_t>(best[i].item<int64_t>())]);
    }
    return ids;
  }

  void enroll(const torch::Tensor& e, int64_t first_id) {
    std::vector<int64_t> slots;
    for (int64_t i = 0; i < e.size(0); ++i) {
      const int64_t s = cursor_++ % rows_.size(0);
      owner_[static_cast<size_t>(s)] = first_id + i;
      slots.push_back(s);
    }
    rows_.index_put_({torch::tensor(slots, torch::kLong)}, e);  // WARN: inplace-history
  }

 private:
  torch::Tensor rows_;
  std::vector<int64_t> owner_;
  int64_t cursor_ = 0;
};

class Matcher {
 public:
  Matcher(std::shared_ptr<EmbedNet> net, int64_t capacity) : net_(std::move(net)), gallery_(capacity) {
    net_->eval();
  }

  std::vector<int64_t> process(const std::vector<Crop>& crops) {
    std::vector<torch::Tensor> images;
    for (const auto& c : crops) images.push_back(c.image);
    auto e = net_->forward(torch::stack(images));
    auto ids = gallery_.lookup(e);
    gallery_.enroll(e, next_id_);
    next_id_ += e.size(0);
    return ids;
  }

 private:
  std::shared_ptr<EmbedNet> net_;
  Gallery gallery_;
  int64_t next_id_ = 1;
};

}  // namespace reid

int main(int argc, char** argv) {
  const int64_t rounds = argc > 1 ? std::stoll(argv[1]) : 1000000;
  auto net = std::make_shared<reid::EmbedNet>();
  reid::Matcher matcher(net, 512);

  size_t known = 0;
  for (int64_t r = 0; r < rounds; ++r) {
    std::vector<reid::Crop> crops;
    for (int64_t cam = 0; cam < 4; ++cam) {
      crops.push_back({cam, torch::rand({3, 64, 32})});
    }
    for (auto id : matcher.process(crops)) known += id > 0 ? 1 : 0;
    if (r % 1000 == 0) std::cout << "round " << r << " matched " << known << '\n';
  }
}
