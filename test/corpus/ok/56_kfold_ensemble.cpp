#include <torch/torch.h>
#include <memory>
#include <vector>

struct Fold {
  std::vector<torch::Tensor> x, y;
};

class Ensemble {
 public:
  void fit(const std::vector<Fold>& folds) {
    for (const auto& fold : folds) {
      auto net = std::make_shared<torch::nn::LinearImpl>(12, 1);
      train(*net, fold);
      members_.push_back(net);
    }
  }
  torch::Tensor predict(const torch::Tensor& x) {
    torch::NoGradGuard guard;
    std::vector<torch::Tensor> votes;
    for (auto& m : members_)
      votes.push_back(m->forward(x));
    return torch::stack(votes).mean(0);
  }

 private:
  void train(torch::nn::LinearImpl& net, const Fold& fold) {
    torch::optim::Adam opt(net.parameters());
    std::vector<torch::Tensor> best;
    double lowest = 1e30;
    for (int epoch = 0; epoch < 50; ++epoch) {
      std::vector<torch::Tensor> losses;
      for (size_t i = 0; i < fold.x.size(); ++i) {
        auto loss = torch::mse_loss(net.forward(fold.x[i]), fold.y[i]);
        opt.zero_grad();
        loss.backward();
        opt.step();
        losses.push_back(loss);
      }
      auto mean = torch::stack(losses).mean().item<double>();
      if (mean < lowest) {
        lowest = mean;
        best.clear();
        for (auto& p : net.parameters())
          best.push_back(p.detach().clone());
      }
    }
    torch::NoGradGuard guard;
    auto params = net.parameters();
    for (size_t i = 0; i < params.size(); ++i)
      params[i].copy_(best[i]);
  }
  std::vector<std::shared_ptr<torch::nn::LinearImpl>> members_;
};
