// Cross-entropy motion planner for a 6-axis arm with a learned clearance model.
#include <torch/torch.h>

#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

constexpr int64_t kJoints = 6;
constexpr int64_t kKnots = 24;

struct ClearanceImpl : torch::nn::Module {
  ClearanceImpl()
      : mlp(register_module("mlp", torch::nn::Sequential(torch::nn::Linear(2 * kJoints, 128), torch::nn::SiLU(),
                                                         torch::nn::Linear(128, 128), torch::nn::SiLU(),
                                                         torch::nn::Linear(128, 1)))) {}
  torch::Tensor forward(const torch::Tensor& q) {
    return torch::softplus(mlp->forward(torch::cat({q.sin(), q.cos()}, -1))).squeeze(-1);
  }
  torch::nn::Sequential mlp;
};
TORCH_MODULE(Clearance);

class TrajectoryScorer {
 public:
  explicit TrajectoryScorer(Clearance model) : model_(std::move(model)) {}

  /// Scalar cost of one joint path (knots x joints): smoothness, goal distance, clearance.
  torch::Tensor cost(const torch::Tensor& path, const torch::Tensor& goal) {
    auto smooth = path.diff(1, 0).pow(2).sum();
    auto miss = (path[kKnots - 1] - goal).pow(2).sum();
    auto gap = torch::exp(-4.0 * model_->forward(path)).sum();
    return smooth + 20.0 * miss + 5.0 * gap;
  }

 private:
  Clearance model_;
};

struct Plan {
  int cycle = 0;
  torch::Tensor path;
  torch::Tensor cost;
};

class Planner {
 public:
  Planner(Clearance model, int population, int elite)
      : scorer_(std::move(model)), population_(population), elite_(elite) {}

  const Plan& solve(int cycle, const torch::Tensor& start, const torch::Tensor& goal) {
    auto mean = start + torch::linspace(0, 1, kKnots).unsqueeze(-1) * (goal - start);
    auto sigma = torch::full_like(mean, 0.4);
    for (int it = 0; it < 4; ++it) {
      std::vector<std::pair<double, torch::Tensor>> pool;
      pool.reserve(population_);
      for (int c = 0; c < population_; ++c) {
        auto cand = mean + sigma * torch::randn_like(mean);
        cand[0] = start;
        pool.emplace_back(scorer_.cost(cand, goal).item<double>(), cand);
      }
      std::sort(pool.begin(), pool.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      std::vector<torch::Tensor> top;
      for (int c = 0; c < elite_; ++c) top.push_back(pool[c].second);
      auto block = torch::stack(top);
      mean = block.mean(0);
      sigma = (block - mean).pow(2).mean(0).sqrt() + 1e-3;
    }
    plans_.push_back(Plan{cycle, mean, scorer_.cost(mean, goal)});  // WARN: unguarded-inference
    return plans_.back();
  }

  double median_cost() const {
    std::vector<double> c;
    for (const auto& p : plans_) c.push_back(p.cost.item<double>());
    std::nth_element(c.begin(), c.begin() + c.size() / 2, c.end());
    return c[c.size() / 2];
  }

 private:
  TrajectoryScorer scorer_;
  int population_, elite_;
  std::vector<Plan> plans_;
};

int main(int argc, char** argv) {
  Clearance model;
  if (argc > 1) torch::load(model, std::string(argv[1]));
  model->eval();
  Planner planner(model, 32, 6);
  auto at = torch::zeros({kJoints});
  for (int cycle = 0; cycle < 20000; ++cycle) {
    auto goal = torch::rand({kJoints}) * 2.0 - 1.0;
    const Plan& plan = planner.solve(cycle, at, goal);
    at = plan.path[kKnots - 1].clone();  // FP: recurrent-state
    if (cycle % 25 == 0)
      std::cout << "cycle " << cycle << " cost " << plan.cost.item<float>() << " median "
                << planner.median_cost() << '\n';
  }
}
