#include <torch/torch.h>
#include <algorithm>
#include <memory>
#include <vector>

struct GenomeImpl : torch::nn::Module {
  GenomeImpl() : fc(register_module("fc", torch::nn::Linear(6, 3))) {
  }
  torch::Tensor forward(torch::Tensor x) {
    return torch::tanh(fc(x));
  }
  torch::nn::Linear fc;
};
TORCH_MODULE(Genome);

struct Individual {
  Genome genome;
  torch::Tensor fitness;
};

class Evolution {
 public:
  void run(int generations) {
    std::vector<Individual> population(20);
    for (int g = 0; g < generations; ++g) {
      for (auto& ind : population)
        evaluate(ind);
      auto best = std::max_element(population.begin(), population.end(), [](const Individual& a, const Individual& b) {
        return a.fitness.item<float>() < b.fitness.item<float>();
      });
      champions_.push_back(best->fitness);  // WARN: unguarded-inference
      mutate(population, *best);
    }
  }

 private:
  void evaluate(Individual& ind) {
    auto out = ind.genome->forward(torch::randn({64, 6}));
    ind.fitness = -out.pow(2).mean();
  }
  void mutate(std::vector<Individual>& pop, const Individual& best) {
    torch::NoGradGuard guard;
    for (auto& ind : pop)
      for (size_t i = 0; i < 2; ++i) {
        auto p = ind.genome->parameters()[i];
        p.copy_(best.genome->parameters()[i] + 0.1 * torch::randn_like(p));
      }
  }
  std::vector<torch::Tensor> champions_;
};

int main() {
  Evolution().run(10000);
}
