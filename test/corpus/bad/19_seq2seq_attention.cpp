#include <torch/torch.h>
#include <vector>

struct Seq2SeqImpl : torch::nn::Module {
  Seq2SeqImpl() : enc(32, 64), dec(32, 64), out(64, 100) {
    register_module("enc", enc);
    register_module("dec", dec);
    register_module("out", out);
  }
  torch::nn::GRU enc;
  torch::nn::GRUCell dec;
  torch::nn::Linear out;
  std::vector<torch::Tensor> attention_maps;

  torch::Tensor decode_step(const torch::Tensor& x, torch::Tensor& h, const torch::Tensor& memory) {
    h = dec(x, h);
    auto w = torch::softmax(memory.matmul(h.unsqueeze(-1)).squeeze(-1), -1);
    attention_maps.push_back(w);  // WARN: unguarded-inference
    return out((w.unsqueeze(-1) * memory).sum(1) + h);
  }
  torch::Tensor forward(torch::Tensor src, torch::Tensor tgt) {
    auto [memory, h0] = enc(src);
    memory = memory.transpose(0, 1);
    auto h = h0.squeeze(0);
    std::vector<torch::Tensor> logits;
    for (int64_t t = 0; t < tgt.size(0); ++t)
      logits.push_back(decode_step(tgt[t], h, memory));
    return torch::stack(logits);
  }
};
TORCH_MODULE(Seq2Seq);

void train(Seq2Seq& model, int steps) {
  torch::optim::Adam opt(model->parameters());
  for (int i = 0; i < steps; ++i) {
    auto src = torch::randn({12, 8, 32}), tgt = torch::randn({10, 8, 32});
    auto labels = torch::randint(100, {80}, torch::kLong);
    auto loss = torch::nn::functional::cross_entropy(model->forward(src, tgt).view({-1, 100}), labels);
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}
