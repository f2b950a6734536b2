#include <torch/torch.h>
#include <iostream>
#include <memory>
#include <vector>

struct Dataset;
struct Split {
  std::vector<int64_t> indices;
  std::shared_ptr<Dataset> source;
  torch::Tensor gather() const;
};

struct Dataset {
  torch::Tensor features;
  std::shared_ptr<Split> defaultSplit;
  std::vector<std::shared_ptr<Dataset>> parts;
};

torch::Tensor Split::gather() const { return source->features.index_select(0, torch::tensor(indices)); }

std::shared_ptr<Split> make_split(std::shared_ptr<Dataset> ds, int64_t from, int64_t to) {
  auto s = std::make_shared<Split>();
  s->source = std::move(ds);
  for (int64_t i = from; i < to; ++i) s->indices.push_back(i);
  return s;
}

std::shared_ptr<Dataset> concat(const std::vector<std::shared_ptr<Dataset>>& parts) {
  auto all = std::make_shared<Dataset>();
  std::vector<torch::Tensor> f;
  for (auto& p : parts) {
    f.push_back(p->features);
    all->parts.push_back(p);
  }
  all->features = torch::cat(f);
  return all;
}

int main() {
  for (int i = 0; i < 1000; ++i) {
    std::vector<std::shared_ptr<Dataset>> ps;
    for (int k = 0; k < 3; ++k) {
      auto d = std::make_shared<Dataset>();
      d->features = torch::randn({100, 16});
      ps.push_back(d);
    }
    auto all = concat(ps);
    auto train = make_split(all, 0, 200), test = make_split(all, 200, 300);
    std::cout << train->gather().size(0) + test->gather().size(0) << '\n';
  }
}
