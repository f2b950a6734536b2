// interactive text -> picture finder on top of an exported two-tower model
#include <torch/script.h>
#include <torch/torch.h>
#include <algorithm>
#include <iostream>
#include <list>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

using torch::Tensor;

class TextTower {
 public:
  explicit TextTower(const std::string& path) : module_(torch::jit::load(path)) {
    module_.eval();
    for (auto p : module_.parameters()) p.set_requires_grad(false);
  }

  Tensor operator()(const std::string& text) {
    std::vector<int64_t> ids{1};
    std::istringstream in(text);
    std::string word;
    while (in >> word && ids.size() < 31) ids.push_back(2 + static_cast<int64_t>(std::hash<std::string>{}(word) % 9998));
    ids.resize(32, 0);
    std::vector<torch::jit::IValue> args;
    args.emplace_back(torch::tensor(ids).unsqueeze(0));
    auto out = module_.forward(args).toTensor().squeeze(0);
    return out / out.norm().clamp_min(1e-6);
  }

 private:
  torch::jit::Module module_;
};

class Recent {
 public:
  explicit Recent(size_t cap) : cap_(cap) {}
  const Tensor* find(const std::string& key) {
    auto it = where_.find(key);
    if (it == where_.end()) return nullptr;
    order_.splice(order_.begin(), order_, it->second);
    return &it->second->second;
  }
  void put(const std::string& key, Tensor v) {
    order_.emplace_front(key, std::move(v));
    where_[key] = order_.begin();
    while (order_.size() > cap_) {
      where_.erase(order_.back().first);
      order_.pop_back();
    }
  }
  size_t size() const { return order_.size(); }

 private:
  size_t cap_;
  std::list<std::pair<std::string, Tensor>> order_;
  std::unordered_map<std::string, std::list<std::pair<std::string, Tensor>>::iterator> where_;
};

struct Session {
  Tensor taste;
  int64_t asked = 0;
  void blend(const Tensor& q) {
    taste = taste.defined() ? 0.9 * taste + 0.1 * q : q;
    ++asked;
  }
};

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: " << argv[0] << " text_tower.pt picture_index.pt\n";
    return 1;
  }
  TextTower tower(argv[1]);
  Tensor index;
  torch::load(index, argv[2]);
  if (index.dim() != 2) {
    std::cerr << "index must be [pictures, dim]\n";
    return 1;
  }
  index = index.detach().to(torch::kFloat);

  Recent recent(512);
  Session session;
  std::string line;
  while (std::cout << "> " << std::flush, std::getline(std::cin, line)) {
    if (line.empty()) continue;
    if (line == ":quit") break;
    if (line == ":stats") {
      std::cout << recent.size() << " cached, " << session.asked << " questions\n";
      continue;
    }
    Tensor q;
    if (auto hit = recent.find(line)) {
      q = *hit;
    } else {
      q = tower(line);
      recent.put(line, q);
    }
    session.blend(q);
    auto score = index.mv(q) + 0.2 * index.mv(session.taste);
    auto best = score.topk(std::min<int64_t>(5, score.size(0)));
    for (int64_t i = 0; i < std::get<1>(best).size(0); ++i)
      std::cout << "  #" << std::get<1>(best)[i].item<int64_t>() << "  " << std::get<0>(best)[i].item<float>() << "\n";
  }
  return 0;
}
