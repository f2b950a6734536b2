#include <torch/torch.h>
#include <fstream>
#include <string>
#include <vector>

class FrameDataset : public torch::data::datasets::Dataset<FrameDataset> {
 public:
  explicit FrameDataset(const std::string& list) {
    std::ifstream in(list);
    std::string path;
    int64_t label;
    while (in >> path >> label) {
      torch::Tensor t;
      torch::load(t, path);
      images_.push_back(t.to(torch::kFloat32).div(255));
      labels_.push_back(torch::tensor(label, torch::kLong));
    }
  }
  torch::data::Example<> get(size_t i) override { return {images_[i], labels_[i]}; }
  torch::optional<size_t> size() const override { return images_.size(); }

 private:
  std::vector<torch::Tensor> images_, labels_;
};

int main(int argc, char** argv) {
  auto ds = FrameDataset(argv[1]).map(torch::data::transforms::Normalize<>({0.485, 0.456, 0.406}, {0.229, 0.224, 0.225})).map(torch::data::transforms::Stack<>());
  auto n = ds.size().value();
  auto loader = torch::data::make_data_loader<torch::data::samplers::RandomSampler>(std::move(ds), torch::data::DataLoaderOptions().batch_size(32).workers(4));
  torch::nn::Sequential cnn(
      torch::nn::Conv2d(torch::nn::Conv2dOptions(3, 16, 3).stride(2)), torch::nn::ReLU(), torch::nn::AdaptiveAvgPool2d(torch::nn::AdaptiveAvgPool2dOptions({1, 1})), torch::nn::Flatten(), torch::nn::Linear(16, 10));
  torch::optim::Adam opt(cnn->parameters());
  for (int epoch = 0; epoch < 25; ++epoch) {
    double loss_sum = 0;
    int64_t correct = 0;
    for (auto& batch : *loader) {
      auto out = cnn->forward(batch.data);
      auto loss = torch::nn::functional::cross_entropy(out, batch.target.squeeze());
      opt.zero_grad();
      loss.backward();
      opt.step();
      loss_sum += loss.template item<double>() * batch.data.size(0);
      correct += out.argmax(1).eq(batch.target.squeeze()).sum().template item<int64_t>();
    }
    printf("%d %.4f %.4f\n", epoch, loss_sum / n, (double)correct / n);
  }
}
