#include <torch/torch.h>
#include <iostream>
#include <map>
#include <vector>

class WordModelImpl : public torch::nn::Module {
public:
  WordModelImpl(int64_t vocab, int64_t dim)
    : in_(register_module("in", torch::nn::Embedding(vocab, dim)))
    , out_(register_module("out", torch::nn::Embedding(vocab, dim)))
  {}

  torch::Tensor forward(const torch::Tensor& center, const torch::Tensor& ctx, const torch::Tensor& neg)
  {
    auto v = in_(center);
    auto pos = (v * out_(ctx)).sum(1);
    auto ns = torch::bmm(out_(neg), v.unsqueeze(2)).squeeze(2);
    return -(torch::log_sigmoid(pos) + torch::log_sigmoid(-ns).sum(1)).mean();
  }
private:
  torch::nn::Embedding in_, out_;
};
TORCH_MODULE(WordModel);

int main()
{
  const int64_t vocab = 20000;
  WordModel model(vocab, 100);
  torch::optim::Adagrad optimizer(model->parameters(), 0.02);
  std::map<int, std::vector<torch::Tensor>> perEpoch;

  for (int epoch = 0; epoch < 10; ++epoch)
  {
    for (int b = 0; b < 20000; ++b)
    {
      auto center = torch::randint(vocab, {128}, torch::kLong);
      auto ctx = torch::randint(vocab, {128}, torch::kLong);
      auto neg = torch::randint(vocab, {128, 5}, torch::kLong);

      auto loss = model(center, ctx, neg);
      optimizer.zero_grad();
      loss.backward();
      optimizer.step();

      auto kept = loss.clone();
      kept.set_requires_grad(false);
      perEpoch[epoch].push_back(kept); // WARN: graph-in-container
    }
    std::cout << "epoch " << epoch << ": " << perEpoch[epoch].size() << " batches" << std::endl;
  }
  for (auto& kv : perEpoch)
    std::cout << kv.first << ' ' << kv.second.front().item<float>() << " -> " << kv.second.back().item<float>() << '\n';
}
