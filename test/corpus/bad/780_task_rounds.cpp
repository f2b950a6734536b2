#include <torch/torch.h>

#include <iostream>
#include <memory>
#include <string>
#include <vector>

struct TaskReport {
  std::string task;
  int64_t round = 0;
  torch::Tensor loss;
};

class Task {
 public:
  Task(std::string name, torch::nn::Sequential body, int64_t outputs)
      : name_(std::move(name)), body_(std::move(body)), head_(64, outputs) {
    auto params = body_->parameters();
    for (auto& p : head_->parameters()) params.push_back(p);
    opt_ = std::make_unique<torch::optim::Adam>(params, torch::optim::AdamOptions(5e-4));
  }
  virtual ~Task() = default;

  TaskReport fit_once(int64_t round) {
    auto x = torch::randn({48, 16});
    opt_->zero_grad();
    auto loss = objective(head_->forward(body_->forward(x)), x);
    loss.backward();
    opt_->step();
    return {name_, round, loss};
  }

 protected:
  virtual torch::Tensor objective(const torch::Tensor& out, const torch::Tensor& x) = 0;

 private:
  std::string name_;
  torch::nn::Sequential body_;
  torch::nn::Linear head_;
  std::unique_ptr<torch::optim::Adam> opt_;
};

class SumTask : public Task {
 public:
  explicit SumTask(torch::nn::Sequential body) : Task("sum", std::move(body), 1) {}

 protected:
  torch::Tensor objective(const torch::Tensor& out, const torch::Tensor& x) override {
    return torch::mse_loss(out, x.sum(1, true));
  }
};

class ArgmaxTask : public Task {
 public:
  explicit ArgmaxTask(torch::nn::Sequential body) : Task("argmax", std::move(body), 16) {}

 protected:
  torch::Tensor objective(const torch::Tensor& out, const torch::Tensor& x) override {
    return torch::cross_entropy_loss(out, x.argmax(1));
  }
};

std::vector<TaskReport> run_round(std::vector<std::unique_ptr<Task>>& tasks, int64_t round) {
  std::vector<TaskReport> reports;
  reports.reserve(tasks.size());
  for (auto& t : tasks) reports.push_back(t->fit_once(round));
  return reports;
}

class Journal {
 public:
  void append(const std::vector<TaskReport>& reports) {
    entries_.insert(entries_.end(), reports.begin(), reports.end());  // WARN: attached-return
  }

  void print_tail(size_t n) const {
    const size_t from = entries_.size() > n ? entries_.size() - n : 0;
    for (size_t i = from; i < entries_.size(); ++i)
      std::cout << entries_[i].round << " " << entries_[i].task << " " << entries_[i].loss.item<float>() << "\n";
  }

 private:
  std::vector<TaskReport> entries_;
};

int main() {
  torch::nn::Sequential body(torch::nn::Linear(16, 64), torch::nn::SiLU(), torch::nn::Linear(64, 64), torch::nn::SiLU());
  std::vector<std::unique_ptr<Task>> tasks;
  tasks.push_back(std::make_unique<SumTask>(body));
  tasks.push_back(std::make_unique<ArgmaxTask>(body));

  Journal journal;
  for (int64_t round = 0; round < 2'000'000; ++round) {
    journal.append(run_round(tasks, round));
    if (round % 1000 == 0) journal.print_tail(tasks.size());
  }
}
