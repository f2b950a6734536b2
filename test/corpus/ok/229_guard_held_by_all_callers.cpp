#include <torch/torch.h>
#include <atomic>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <thread>

// The recommender itself knows nothing of gradients; both of its callers turn
// them off for as long as they run.
class Recommender {
 public:
  void visit(const std::string& user, const torch::Tensor& item) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto& taste = tastes_.try_emplace(user, torch::zeros({1, 24})).first->second;
    taste = cell_->forward(item, taste);
  }
  torch::Tensor scores(const std::string& user, const torch::Tensor& items) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto found = tastes_.find(user);
    if (found == tastes_.end()) return torch::zeros({items.size(0)});
    last_[user] = torch::mv(project_->forward(items), found->second.squeeze(0));
    return last_[user];
  }

 private:
  std::mutex mutex_;
  torch::nn::GRUCell cell_{12, 24};
  torch::nn::Linear project_{12, 24};
  std::map<std::string, torch::Tensor> tastes_, last_;
};

void follow(Recommender& recommender, std::atomic<bool>& running) {
  torch::NoGradGuard guard;
  int64_t visits = 0;
  while (running) {
    recommender.visit("user" + std::to_string(visits++ % 20), torch::randn({1, 12}));
    std::this_thread::yield();
  }
}

int main() {
  Recommender recommender;
  std::atomic<bool> running{true};
  std::thread visitors(follow, std::ref(recommender), std::ref(running));
  torch::NoGradGuard guard;
  auto catalogue = torch::randn({50, 12});
  for (int64_t request = 0; request < 10000000; ++request) {
    auto scores = recommender.scores("user" + std::to_string(request % 20), catalogue);
    if (request % 5000 == 0) std::cout << "show item " << scores.argmax().item<int64_t>() << "\n";
  }
  running = false;
  visitors.join();
}
