// builds an opening book for a 6x7 drop game with a value network, several analysts in parallel
#include <torch/torch.h>
#include <atomic>
#include <functional>
#include <iostream>
#include <mutex>
#include <random>
#include <thread>
#include <vector>

struct ValueNetImpl : torch::nn::Module {
  torch::nn::Conv2d c1{nullptr}, c2{nullptr};
  torch::nn::Linear out{nullptr};
  ValueNetImpl() {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(2, 32, 3).padding(1)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(32, 32, 3).padding(1)));
    out = register_module("out", torch::nn::Linear(32 * 42, 1));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(c1(x));
    x = torch::relu(c2(x));
    return torch::tanh(out(x.flatten(1))).squeeze(1);
  }
};
TORCH_MODULE(ValueNet);

struct Entry {
  std::vector<int> line;
  torch::Tensor values;
  int reply = -1;
};

class OpeningBook {
 public:
  void add(Entry e) {
    std::lock_guard<std::mutex> lk(m_);
    entries_.push_back(std::move(e));  // WARN: ineffective-guard
  }
  size_t size() {
    std::lock_guard<std::mutex> lk(m_);
    return entries_.size();
  }
  float sharpest() {
    std::lock_guard<std::mutex> lk(m_);
    float best = 0;
    for (auto& e : entries_) best = std::max(best, e.values.max().item<float>() - e.values.min().item<float>());
    return best;
  }

 private:
  std::mutex m_;
  std::vector<Entry> entries_;
};

static bool drop(torch::Tensor& board, int col, int side) {
  for (int r = 5; r >= 0; --r) {
    if (board[0][r][col].item<float>() == 0.f && board[1][r][col].item<float>() == 0.f) {
      board[side][r][col] = 1.f;
      return true;
    }
  }
  return false;
}

static void analyse(ValueNet net, OpeningBook& book, unsigned seed, int lines, std::atomic<int>& done) {
  std::mt19937 rng(seed);
  for (int i = 0; i < lines; ++i) {
    Entry e;
    auto board = torch::zeros({2, 6, 7});
    int plies = 2 + static_cast<int>(rng() % 8);
    for (int p = 0; p < plies; ++p) {
      int col = static_cast<int>(rng() % 7);
      if (drop(board, col, p % 2)) e.line.push_back(col);
    }
    std::vector<torch::Tensor> options;
    for (int col = 0; col < 7; ++col) {
      auto next = board.clone();
      drop(next, col, plies % 2);
      options.push_back(next);
    }
    e.values = net->forward(torch::stack(options));
    e.reply = e.values.argmax().item<int>();
    book.add(std::move(e));
    ++done;
  }
}

static int run_round(ValueNet& net, OpeningBook& book, unsigned round, unsigned crew_size) {
  torch::NoGradGuard guard;
  std::atomic<int> done{0};
  std::vector<std::thread> crew;
  for (unsigned k = 0; k < crew_size; ++k)
    crew.emplace_back(analyse, net, std::ref(book), round * 101 + k, 32, std::ref(done));
  for (auto& t : crew) t.join();
  return done.load();
}

int main(int argc, char** argv) {
  unsigned rounds = argc > 1 ? std::stoul(argv[1]) : 1000;
  unsigned crew = argc > 2 ? std::stoul(argv[2]) : 4;
  ValueNet net;
  if (argc > 3) torch::load(net, argv[3]);
  net->eval();
  OpeningBook book;
  for (unsigned r = 0; r < rounds; ++r) {
    int n = run_round(net, book, r, crew);
    if (r % 10 == 0) std::cout << "round " << r << " +" << n << " = " << book.size() << "\n";
  }
  std::cout << "widest spread " << book.sharpest() << "\n";
  return 0;
}
