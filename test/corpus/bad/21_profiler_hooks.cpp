#include <torch/torch.h>
#include <chrono>
#include <list>
#include <string>

class LayerProfiler {
 public:
  struct Record {
    std::string layer;
    double ms;
    torch::Tensor output;
  };

  template <typename Layer>
  torch::Tensor timed(const std::string& name, Layer& layer, const torch::Tensor& x) {
    auto start = std::chrono::steady_clock::now();
    auto y = layer->forward(x);
    std::chrono::duration<double, std::milli> d = std::chrono::steady_clock::now() - start;
    records_.push_back(Record{name, d.count(), y});  // WARN: graph-in-container
    return y;
  }
  const std::list<Record>& records() const {
    return records_;
  }

 private:
  std::list<Record> records_;
};

struct NetImpl : torch::nn::Module {
  explicit NetImpl(LayerProfiler* p) : profiler(p) {
    a = register_module("a", torch::nn::Linear(32, 32));
    b = register_module("b", torch::nn::Linear(32, 10));
  }
  torch::Tensor forward(torch::Tensor x) {
    x = torch::relu(profiler->timed("a", a, x));
    return profiler->timed("b", b, x);
  }
  LayerProfiler* profiler;
  torch::nn::Linear a{nullptr}, b{nullptr};
};
TORCH_MODULE(Net);

int main() {
  LayerProfiler profiler;
  Net net(&profiler);
  torch::optim::SGD opt(net->parameters(), 0.1);
  for (int i = 0; i < 10000; ++i) {
    auto loss = net->forward(torch::randn({64, 32})).logsumexp({1}).mean();
    opt.zero_grad();
    loss.backward();
    opt.step();
  }
}
