#include <torch/torch.h>
#include <atomic>
#include <chrono>
#include <deque>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

// Watches a directory and averages checkpoints while somebody else trains.

class Service {
 public:
  virtual ~Service() = default;
  void run(std::atomic<bool>& stop) {
    torch::NoGradGuard no_grad;
    setup();
    while (!stop) {
      if (!tick()) std::this_thread::sleep_for(std::chrono::seconds(2));
    }
  }

 protected:
  virtual void setup() {}
  virtual bool tick() = 0;
};

torch::nn::Sequential make_model() {
  return torch::nn::Sequential(torch::nn::Linear(100, 400), torch::nn::SiLU(),
                               torch::nn::Linear(400, 400), torch::nn::SiLU(),
                               torch::nn::Linear(400, 100));
}

class WeightAverager : public Service {
 public:
  WeightAverager(std::string dir, int tail) : dir_(std::move(dir)), tail_(tail) {}

 protected:
  void setup() override {
    model_ = make_model();
    averaged_ = make_model();
    for (auto& p : averaged_->parameters()) mean_.push_back(torch::zeros_like(p));
    slow_ = mean_;
    probe_ = torch::randn({512, 100});
  }

  bool tick() override {
    auto path = dir_ + "/ckpt_" + std::to_string(next_) + ".pt";
    if (!std::filesystem::exists(path)) return false;
    torch::load(model_, path);
    model_->eval();
    ++next_;
    absorb(model_->parameters());
    publish();
    return true;
  }

 private:
  void absorb(const std::vector<torch::Tensor>& params) {
    for (size_t i = 0; i < params.size(); ++i) {
      mean_[i] = mean_[i] + (params[i] - mean_[i]) / double(next_);
      slow_[i] = next_ == 1 ? params[i].clone() : 0.9 * slow_[i] + 0.1 * params[i];
    }
    auto out = model_->forward(probe_);
    outputs_.push_back(out);
    if (int(outputs_.size()) > tail_) outputs_.pop_front();
    hidden_ = hidden_.defined() ? 0.5 * (hidden_ + out) : out;
  }

  void publish() {
    auto dst = averaged_->parameters();
    for (size_t i = 0; i < dst.size(); ++i) dst[i].copy_(next_ % 2 ? mean_[i] : slow_[i]);
    auto ensemble = torch::stack(std::vector<torch::Tensor>(outputs_.begin(), outputs_.end())).mean(0);
    auto diff = torch::mse_loss(averaged_->forward(probe_), ensemble);
    std::cout << "merged " << next_ << " checkpoints, swa/ensemble distance " << diff.item<double>()
              << ", drift " << (hidden_ - ensemble).norm().item<double>() << std::endl;
    torch::save(averaged_, dir_ + "/swa.pt");
  }

  std::string dir_;
  int tail_;
  int next_ = 0;
  torch::nn::Sequential model_{nullptr}, averaged_{nullptr};
  std::vector<torch::Tensor> mean_, slow_;
  torch::Tensor probe_, hidden_;
  std::deque<torch::Tensor> outputs_;
};

int main(int argc, char** argv) {
  std::atomic<bool> stop{false};
  std::unique_ptr<Service> svc = std::make_unique<WeightAverager>(argc > 1 ? argv[1] : "runs", 8);
  std::thread t([&] { svc->run(stop); });
  for (std::string cmd; std::cin >> cmd;) {
    if (cmd == "quit") break;
  }
  stop = true;
  t.join();
}
