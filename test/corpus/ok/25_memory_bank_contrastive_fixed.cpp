#include <torch/torch.h>
#include <vector>

class MemoryBank {
 public:
  void enqueue(const torch::Tensor& keys) {
    for (int64_t i = 0; i < keys.size(0); ++i)
      rows_.push_back(keys[i].clone());
  }
  torch::Tensor all() const {
    return rows_.empty() ? torch::Tensor() : torch::stack(rows_).detach();
  }

 private:
  std::vector<torch::Tensor> rows_;
};

struct EncoderImpl : torch::nn::Module {
  EncoderImpl() : fc1(128, 64), fc2(64, 32) {
    register_module("fc1", fc1);
    register_module("fc2", fc2);
  }
  torch::Tensor forward(torch::Tensor x) {
    x = fc2(torch::relu(fc1(x)));
    return x / x.norm(2, 1, true);
  }
  torch::nn::Linear fc1, fc2;
};
TORCH_MODULE(Encoder);

int main() {
  Encoder enc;
  MemoryBank bank;
  torch::optim::SGD opt(enc->parameters(), 0.03);
  for (int step = 0; step < 20000; ++step) {
    auto x = torch::randn({32, 128});
    auto q = enc->forward(x), k = enc->forward(x + 0.1 * torch::randn_like(x));
    auto logits = q.matmul(k.t());
    auto negatives = bank.all();
    if (negatives.defined())
      logits = torch::cat({logits, q.matmul(negatives.t())}, 1);
    auto loss = torch::nn::functional::cross_entropy(logits / 0.07, torch::arange(32, torch::kLong));
    opt.zero_grad();
    loss.backward();
    opt.step();
    bank.enqueue(k.detach());
  }
}
