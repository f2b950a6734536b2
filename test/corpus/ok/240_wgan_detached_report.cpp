#include <torch/torch.h>
#include <iostream>
#include <list>

// WGAN with gradient penalty. What is reported is made by one function, without history.
struct Terms {
  torch::Tensor distance, penalty;
};

struct Report {
  int64_t step;
  torch::Tensor distance;
};

class Critic {
 public:
  Terms terms(const torch::Tensor& real, const torch::Tensor& fake) {
    auto mix = torch::rand({real.size(0), 1});
    auto between = (mix * real + (1 - mix) * fake).requires_grad_();
    auto score = net_->forward(between);
    auto g = torch::autograd::grad({score.sum()}, {between}, {}, true, true)[0];
    return {net_->forward(real).mean() - net_->forward(fake).mean(), (g.norm(2, 1) - 1).pow(2).mean()};
  }
  torch::Tensor score(const torch::Tensor& x) { return net_->forward(x); }
  std::vector<torch::Tensor> parameters() const { return net_->parameters(); }

 private:
  torch::nn::Sequential net_{torch::nn::Linear(2, 64), torch::nn::Tanh(), torch::nn::Linear(64, 1)};
};

Report make_report(int64_t step, const Terms& terms) { return {step, terms.distance.detach().clone()}; }

void keep(std::list<Report>& reports, Report report) {
  reports.push_back(std::move(report));
  if (reports.size() > 500) reports.pop_front();
}

int main() {
  Critic critic;
  torch::nn::Linear generator(4, 2);
  torch::optim::Adam critic_opt(critic.parameters(), 1e-4);
  torch::optim::Adam generator_opt(generator->parameters(), 1e-4);
  std::list<Report> reports;
  for (int64_t step = 0; step < 10000000; ++step) {
    auto fake = generator(torch::randn({128, 4}));
    Terms terms = critic.terms(torch::randn({128, 2}), fake.detach());
    critic_opt.zero_grad();
    (10 * terms.penalty - terms.distance).backward();
    critic_opt.step();
    generator_opt.zero_grad();
    (-critic.score(fake).mean()).backward();
    generator_opt.step();
    keep(reports, make_report(step, terms));
    if (step % 1000 == 0) std::cout << reports.back().distance.item<float>() << "\n";
  }
}
