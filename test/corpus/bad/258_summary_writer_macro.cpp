#include <torch/torch.h>
#include <fstream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

// A writer of scalars in the manner of TensorBoard. Values are written when the caller asks.
class SummaryWriter {
 public:
  explicit SummaryWriter(const std::string& path) : file_(path) {}

  void add_scalar(const std::string& tag, const torch::Tensor& value, int64_t step) {
    std::lock_guard<std::mutex> lock(mutex_);
    auto& series = series_[tag];
    series.push_back({step, value});  // WARN: graph-in-container
  }

  void flush() {
    std::lock_guard<std::mutex> lock(mutex_);
    for (auto& [tag, series] : series_) {
      size_t& written = written_[tag];
      for (; written < series.size(); ++written) {
        file_ << tag << ',' << series[written].step << ',' << series[written].value.item<float>() << '\n';
      }
    }
    file_.flush();
  }

 private:
  struct Point {
    int64_t step;
    torch::Tensor value;
  };
  std::ofstream file_;
  std::mutex mutex_;
  std::map<std::string, std::vector<Point>> series_;
  std::map<std::string, size_t> written_;
};

#define LOG_SCALAR(writer, value, step)              \
  do {                                               \
    if ((step) % 10 == 0) {                          \
      (writer).add_scalar("train/" #value, value, step); \
    }                                                \
  } while (0)

class SegmentationTask {
 public:
  void run(SummaryWriter& writer) {
    for (int64_t step = 0; step < 5000000; ++step) {
      auto image = torch::rand({4, 3, 48, 48});
      auto mask = (image.mean(1, true) > 0.5).to(torch::kFloat);
      auto logits = net_->forward(image);
      auto dice = dice_loss(logits.sigmoid(), mask);
      optimizer_.zero_grad();
      (dice + torch::binary_cross_entropy_with_logits(logits, mask)).backward();
      optimizer_.step();
      LOG_SCALAR(writer, dice, step);
      if (step % 1000 == 0) writer.flush();
    }
  }

 private:
  static torch::Tensor dice_loss(const torch::Tensor& p, const torch::Tensor& mask) {
    return 1 - 2 * (p * mask).sum() / (p.sum() + mask.sum() + 1e-6);
  }

  torch::nn::Sequential net_{torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).padding(1)), torch::nn::ReLU(),
                             torch::nn::Conv2d(torch::nn::Conv2dOptions(16, 1, 3).padding(1))};
  torch::optim::Adam optimizer_{net_->parameters(), 1e-3};
};

int main(int argc, char** argv) {
  SummaryWriter writer(argc > 1 ? argv[1] : "scalars.csv");
  SegmentationTask task;
  task.run(writer);
}
