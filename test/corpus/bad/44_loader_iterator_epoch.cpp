#include <torch/torch.h>
#include <iostream>
#include <vector>

struct ToyDataset : torch::data::datasets::Dataset<ToyDataset> {
  torch::data::Example<> get(size_t i) override {
    return {torch::full({4}, static_cast<double>(i)), torch::tensor({1.f})};
  }
  torch::optional<size_t> size() const override {
    return 1000;
  }
};

template <typename Loader>
void one_epoch(torch::nn::Linear model, Loader& loader, torch::optim::Optimizer& opt, std::vector<torch::Tensor>* losses) {
  size_t index = 0;
  for (auto& batch : loader) {
    opt.zero_grad();
    auto prediction = model->forward(batch.data);
    auto loss = torch::mse_loss(prediction, batch.target);
    loss.backward();
    opt.step();
    if (losses)
      losses->push_back(loss);  // WARN: graph-in-container
    ++index;
  }
}

int main() {
  torch::nn::Linear model(4, 1);
  torch::optim::SGD opt(model->parameters(), 1e-6);
  auto loader = torch::data::make_data_loader<torch::data::samplers::SequentialSampler>(
      ToyDataset().map(torch::data::transforms::Stack<>()), 32);
  std::vector<torch::Tensor> losses;
  for (int e = 0; e < 100; ++e)
    one_epoch(model, *loader, opt, &losses);
  std::cout << losses.size() << std::endl;
}
