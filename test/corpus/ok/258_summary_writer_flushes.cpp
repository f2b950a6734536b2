#include <torch/torch.h>
#include <fstream>
#include <map>
#include <string>
#include <vector>

// Scalars wait in a buffer, with their history, until there are enough to write.
class SummaryWriter {
 public:
  explicit SummaryWriter(const std::string& path) : file_(path) {}
  ~SummaryWriter() { flush(); }

  void add_scalar(std::string tag, torch::Tensor value, int64_t step) {
    pending_.push_back({std::move(tag), step, std::move(value)});
    if (full()) flush();
  }

  void flush() {
    for (const auto& e : pending_) file_ << e.tag << ',' << e.step << ',' << e.value.item<float>() << '\n';
    pending_.clear();
  }

 private:
  struct Entry {
    std::string tag;
    int64_t step;
    torch::Tensor value;
  };
  bool full() const { return pending_.size() >= 128; }

  std::ofstream file_;
  std::vector<Entry> pending_;
};

#define LOG_SCALAR(writer, value, step) (writer).add_scalar("train/" #value, value, step)

int main() {
  SummaryWriter writer("scalars.csv");
  torch::nn::GRU gru(torch::nn::GRUOptions(8, 32).batch_first(true));
  torch::nn::Linear head(32, 1);
  auto parameters = gru->parameters();
  for (auto& p : head->parameters()) parameters.push_back(p);
  torch::optim::AdamW optimizer(parameters, 1e-3);
  for (int64_t step = 0; step < 10000000; ++step) {
    auto series = torch::randn({16, 20, 8}).cumsum(1);
    auto output = std::get<0>(gru->forward(series.slice(1, 0, 19)));
    auto loss = torch::mse_loss(head(output.select(1, 18)), series.select(1, 19).mean(1, true));
    optimizer.zero_grad();
    loss.backward();
    auto norm = output.norm();
    optimizer.step();
    LOG_SCALAR(writer, loss, step);
    LOG_SCALAR(writer, norm, step);
  }
}
