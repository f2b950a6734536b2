// Continuous grading of fabric images; quality figures are summed over the whole production run.
#include <torch/torch.h>

#include <cstdlib>
#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

struct GraderImpl : torch::nn::Module {
  explicit GraderImpl(int64_t classes) {
    c1 = register_module("c1", torch::nn::Conv2d(torch::nn::Conv2dOptions(1, 16, 3).stride(2)));
    c2 = register_module("c2", torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 32, 3).stride(2)));
    fc = register_module("fc", torch::nn::Linear(32, classes));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(c1->forward(x));
    x = torch::relu(c2->forward(x));
    return fc->forward(x.mean({2, 3}));
  }
  torch::nn::Conv2d c1{nullptr}, c2{nullptr};
  torch::nn::Linear fc{nullptr};
};
TORCH_MODULE(Grader);

struct Figures {
  torch::Tensor confusion;
  torch::Tensor hits;
  torch::Tensor confident;
  double loss = 0.0;
  long batches = 0;
};

class QualityBoard {
 public:
  explicit QualityBoard(int64_t classes) : classes_(classes) {}

  void record(const std::string& line, const torch::Tensor& logits, const torch::Tensor& truth) {
    Figures& f = figures(line);
    const auto pred = logits.argmax(-1);
    f.confusion += torch::bincount(truth * classes_ + pred, {}, classes_ * classes_).view({classes_, classes_});
    f.hits = f.hits + pred.eq(truth).sum();
    f.confident.add_(torch::softmax(logits, -1).amax(-1).gt(0.8).sum());
    f.loss += torch::cross_entropy_loss(logits, truth).item<double>();
    ++f.batches;
    last_[line] = pred;
  }

  void print() const {
    for (const auto& kv : lines_) {
      const auto& f = kv.second;
      const auto total = f.confusion.sum().item<int64_t>();
      std::cout << kv.first << " acc " << f.hits.item<double>() / total << " confident "
                << f.confident.item<double>() / total << " ce " << f.loss / f.batches << "\n";
    }
  }

  const torch::Tensor& last(const std::string& line) const { return last_.at(line); }

 private:
  Figures& figures(const std::string& line) {
    auto it = lines_.find(line);
    if (it == lines_.end()) {
      Figures f;
      f.confusion = torch::zeros({classes_, classes_}, torch::kLong);
      f.hits = torch::zeros({}, torch::kLong);
      f.confident = torch::zeros({}, torch::kLong);
      it = lines_.emplace(line, std::move(f)).first;
    }
    return it->second;
  }

  int64_t classes_;
  std::unordered_map<std::string, Figures> lines_;
  std::unordered_map<std::string, torch::Tensor> last_;
};

int main(int argc, char** argv) {
  const int64_t classes = 6;
  Grader grader(classes);
  if (argc > 1) torch::load(grader, std::string(argv[1]));
  grader->eval();

  QualityBoard board(classes);
  const std::vector<std::string> lines{"loom-1", "loom-2", "loom-3"};
  for (long n = 0; n < 2000000; ++n) {
    const auto& line = lines[n % lines.size()];
    auto images = torch::rand({16, 1, 64, 64});
    auto truth = torch::randint(classes, {16}, torch::kLong);
    board.record(line, grader->forward(images), truth);
    if (n % 300 == 299) {
      board.print();
      std::cout << board.last(line) << std::endl;
    }
  }
  return 0;
}
