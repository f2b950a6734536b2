#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>

// Shard server: every connected player has a companion with a recurrent mind.

namespace shard {

enum class Move : int64_t { Follow, Guard, Attack, Flee };

class Brain : public torch::nn::Module {
 public:
  Brain() : sense_(24, 48), cell_(48, 96), act_(96, 4) {
    register_module("sense", sense_);
    register_module("cell", cell_);
    register_module("act", act_);
  }

  static std::shared_ptr<Brain> load(const std::string& path) {
    auto brain = std::make_shared<Brain>();
    if (!path.empty()) {
      torch::serialize::InputArchive in;
      in.load_from(path);
      brain->torch::nn::Module::load(in);
    }
    for (auto& p : brain->parameters()) p.set_requires_grad(false);
    brain->eval();
    return brain;
  }

  torch::Tensor remember(const torch::Tensor& view, const torch::Tensor& mind) {
    return cell_->forward(torch::relu(sense_->forward(view)), mind);
  }

  Move decide(const torch::Tensor& mind) {
    return static_cast<Move>(act_->forward(mind).argmax(-1).item<int64_t>());
  }

 private:
  torch::nn::Linear sense_;
  torch::nn::GRUCell cell_;
  torch::nn::Linear act_;
};

class Companion {
 public:
  explicit Companion(std::shared_ptr<Brain> brain) : brain_(std::move(brain)), mind_(torch::zeros({1, 96})) {}

  Move tick(const torch::Tensor& view) {
    mind_ = brain_->remember(view, mind_);
    return brain_->decide(mind_);
  }

 private:
  std::shared_ptr<Brain> brain_;
  torch::Tensor mind_;
};

class World {
 public:
  explicit World(std::shared_ptr<Brain> brain) : brain_(std::move(brain)) {}

  void join(int player) { companions_.try_emplace(player, brain_); }
  void leave(int player) { companions_.erase(player); }

  void tick() {
    for (auto& [player, companion] : companions_) {
      const auto move = companion.tick(look(player));
      ++histogram_[static_cast<std::size_t>(move)];
    }
  }

  const std::array<uint64_t, 4>& histogram() const { return histogram_; }
  std::size_t population() const { return companions_.size(); }

 private:
  torch::Tensor look(int /*player*/) const { return torch::rand({1, 24}); }

  std::shared_ptr<Brain> brain_;
  std::map<int, Companion> companions_;
  std::array<uint64_t, 4> histogram_{};
};

}  // namespace shard

int main(int argc, char** argv) {
  shard::World world(shard::Brain::load(argc > 1 ? argv[1] : ""));
  std::mt19937 rng(3);
  std::uniform_int_distribution<int> player(0, 63);
  for (uint64_t t = 0;; ++t) {
    if (t % 100 == 0) world.join(player(rng));
    if (t % 700 == 0) world.leave(player(rng));
    world.tick();
    if (t % 5000 == 0) {
      std::cout << world.population() << " players:";
      for (auto n : world.histogram()) std::cout << ' ' << n;
      std::cout << '\n';
    }
  }
}
