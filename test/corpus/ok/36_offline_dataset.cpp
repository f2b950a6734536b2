#include <torch/torch.h>
#include <fstream>
#include <sstream>
#include <string>
#include <unordered_map>
#include <vector>

class CsvDataset : public torch::data::datasets::Dataset<CsvDataset> {
 public:
  explicit CsvDataset(const std::string& file) {
    std::ifstream in(file);
    std::string line;
    while (std::getline(in, line)) {
      std::stringstream ss(line);
      std::vector<float> values;
      for (std::string cell; std::getline(ss, cell, ',');)
        values.push_back(std::stof(cell));
      auto row = torch::tensor(values);
      auto features = (row.slice(0, 0, -1) - 0.5) / 0.25;
      data_.push_back(features);
      targets_.push_back(row[-1].to(torch::kLong));
      by_label_[static_cast<int64_t>(values.back())].push_back(features);
    }
  }
  torch::data::Example<> get(size_t i) override {
    return {data_[i], targets_[i]};
  }
  torch::optional<size_t> size() const override {
    return data_.size();
  }
  torch::Tensor prototype(int64_t label) const {
    return torch::stack(by_label_.at(label)).mean(0);
  }

 private:
  std::vector<torch::Tensor> data_, targets_;
  std::unordered_map<int64_t, std::vector<torch::Tensor>> by_label_;
};

int main() {
  torch::nn::Linear net(10, 3);
  torch::optim::AdamW opt(net->parameters(), torch::optim::AdamWOptions(1e-3));
  auto set = CsvDataset("train.csv");
  auto loader = torch::data::make_data_loader(set.map(torch::data::transforms::Stack<>()), 16);
  std::vector<torch::Tensor> predictions;
  for (int epoch = 0; epoch < 20; ++epoch) {
    predictions.clear();
    for (auto& batch : *loader) {
      auto logits = net->forward(batch.data);
      auto loss = torch::nn::functional::cross_entropy(logits, batch.target);
      opt.zero_grad();
      loss.backward();
      opt.step();
      predictions.push_back(logits);
    }
  }
}
