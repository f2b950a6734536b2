// Parking lot monitor. One worker per lot; newest embedding per bay is kept.
#include <torch/torch.h>
#include <chrono>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

torch::nn::Sequential build() {
  return torch::nn::Sequential(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 8, 3).stride(2)), torch::nn::ReLU(),
      torch::nn::AdaptiveAvgPool2d(4), torch::nn::Flatten(), torch::nn::Linear(128, 32));
}

struct Bay {
  int lot, nr;
  bool operator<(const Bay& o) const { return lot != o.lot ? lot < o.lot : nr < o.nr; }
};

class Board {
 public:
  double post(const Bay& b, torch::Tensor emb) {
    std::lock_guard<std::mutex> lk(mu_);
    auto& cell = latest_[b];
    double change = cell.defined() ? (cell - emb).norm().item<double>() : 0.0;
    cell = emb;
    return change;
  }
  std::size_t size() {
    std::lock_guard<std::mutex> lk(mu_);
    return latest_.size();
  }

 private:
  std::mutex mu_;
  std::map<Bay, torch::Tensor> latest_;
};

class LotWorker {
 public:
  LotWorker(int lot, Board& board) : lot_(lot), board_(board), net_(build()) { net_->eval(); }
  void start() { th_ = std::thread(&LotWorker::run, this); }
  void join() { th_.join(); }

 private:
  void run() {
    c10::InferenceMode mode;
    for (;;) {
      for (int nr = 0; nr < 40; ++nr) inspect(nr);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  void inspect(int nr) {
    auto crop = torch::rand({1, 3, 64, 32});
    auto e = net_->forward(crop).squeeze(0);
    if (board_.post({lot_, nr}, e) > 3.0) std::cout << "lot " << lot_ << " bay " << nr << " changed\n";
  }

  int lot_;
  Board& board_;
  torch::nn::Sequential net_;
  std::thread th_;
};

int main() {
  Board board;
  std::vector<std::unique_ptr<LotWorker>> workers;
  for (int lot = 0; lot < 3; ++lot) {
    workers.push_back(std::make_unique<LotWorker>(lot, board));
    workers.back()->start();
  }
  for (auto& w : workers) w->join();
  std::cout << board.size() << "\n";
}
