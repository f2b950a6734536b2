// RUN: %check_rule %s
// No loop in sight: a method that is called again and again stores into its
// object.
#include "../Inputs/net.h"
#include <unordered_map>
#include <vector>

class Agent {
public:
  Agent() : opt_(policy_->parameters(), torch::optim::AdamOptions(1e-3)) {}

  float train(torch::Tensor state, torch::Tensor target) {
    auto loss = torch::mse_loss(policy_->forward(state), target);
    opt_.zero_grad();
    loss.backward();
    opt_.step();
    losses_.push_back(loss); // WARN: graph-in-container
    return loss.item<float>();
  }

private:
  Net policy_;
  torch::optim::Adam opt_;
  std::vector<torch::Tensor> losses_;
};

class OnlineLearner {
public:
  explicit OnlineLearner(Net net)
      : net_(std::move(net)), opt_(net_->parameters(), 0.01) {}

  void observe(int64_t user, const Batch &b) {
    opt_.zero_grad();
    auto loss = evaluate(b);
    loss.backward();
    opt_.step();
    last_loss_[user] = loss; // WARN: graph-in-container
    record(loss);
  }

private:
  torch::Tensor evaluate(const Batch &b) {
    return torch::mse_loss(net_->forward(b.data), b.target);
  }
  void record(const torch::Tensor &loss) {
    trace_.push_back({++steps_, loss}); // WARN: graph-in-container
  }
  struct Entry {
    int step;
    torch::Tensor loss;
  };
  Net net_;
  torch::optim::SGD opt_;
  int steps_ = 0;
  std::unordered_map<int64_t, torch::Tensor> last_loss_;
  std::vector<Entry> trace_;
};

// Called once per batch by a loop that is in sight.
class StepTrainer {
public:
  void step(Net &net, torch::optim::SGD &opt, const Batch &b) {
    auto loss = torch::mse_loss(net->forward(b.data), b.target);
    opt.zero_grad();
    loss.backward();
    opt.step();
    losses.push_back(loss); // WARN: graph-in-container
  }
  std::vector<torch::Tensor> losses;
};

void run(Net &net, torch::optim::SGD &opt) {
  StepTrainer trainer;
  while (more())
    trainer.step(net, opt, nextBatch());
}

// Methods but in name: the object with the module lives for many steps.
struct CSession {
  Net net;
  std::unique_ptr<torch::optim::Adam> optimizer;
  std::vector<torch::Tensor> losses;
};
extern "C" int session_step(CSession *s, const float *x, int64_t n) {
  auto input = torch::from_blob(const_cast<float *>(x), {n, 16}).clone();
  s->optimizer->zero_grad();
  auto loss = s->net->forward(input).pow(2).mean();
  loss.backward();
  s->optimizer->step();
  s->losses.push_back(loss); // WARN: graph-in-container
  return 0;
}
void session_step_bad(CSession &s, const Batch &batch) {
  auto loss = torch::mse_loss(s.net->forward(batch.data), batch.target);
  s.optimizer->zero_grad();
  loss.backward();
  s.optimizer->step();
  s.losses.push_back(loss); // WARN: graph-in-container
}
