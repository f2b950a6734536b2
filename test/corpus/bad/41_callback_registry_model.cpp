#include <torch/torch.h>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

class Model : public std::enable_shared_from_this<Model> {
 public:
  using Command = std::function<torch::Tensor(const torch::Tensor&)>;
  static std::shared_ptr<Model> create(int64_t width) {
    auto m = std::shared_ptr<Model>(new Model(width));
    m->install();
    return m;
  }
  torch::Tensor call(const std::string& name, const torch::Tensor& x) {
    return commands_.at(name)(x);
  }

 private:
  explicit Model(int64_t width) : layer_(width, width) {
  }
  void install() {
    commands_["forward"] = [self = shared_from_this()](const torch::Tensor& x) {  // WARN: ownership-cycle
      torch::NoGradGuard no_grad;
      return self->layer_->forward(x);
    };
  }
  torch::nn::Linear layer_;
  std::unordered_map<std::string, Command> commands_;
};

float probe(const std::vector<int64_t>& widths) {
  float sum = 0;
  for (auto w : widths)
    sum += Model::create(w)->call("forward", torch::ones({1, w})).sum().item<float>();
  return sum;
}
