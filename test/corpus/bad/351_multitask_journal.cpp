#include <torch/torch.h>

#include <iostream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mt {

struct Reconstruct { double weight = 1.0; };
struct Classify   { double weight = 0.3; int64_t classes = 5; };
using Task = std::variant<Reconstruct, Classify>;

struct Entry {
  std::string task;
  long step;
  torch::Tensor value;
};

class Journal {
 public:
  Journal& operator<<(Entry e) {
    entries_.emplace_back(std::move(e));  // WARN: graph-in-container
    return *this;
  }
  friend std::ostream& operator<<(std::ostream& os, const Journal& j) {
    const std::size_t n = j.entries_.size();
    for (std::size_t i = n > 4 ? n - 4 : 0; i < n; ++i) {
      const auto& e = j.entries_[i];
      os << e.step << ':' << e.task << '=' << e.value.item<float>() << ' ';
    }
    return os;
  }

 private:
  std::vector<Entry> entries_;
};

struct SharedNetImpl : torch::nn::Module {
  SharedNetImpl(int64_t in, int64_t latent, int64_t classes) {
    encoder = register_module("encoder", torch::nn::Sequential(
        torch::nn::Linear(in, 128), torch::nn::ELU(), torch::nn::Linear(128, latent)));
    decoder = register_module("decoder", torch::nn::Linear(latent, in));
    head = register_module("head", torch::nn::Linear(latent, classes));
  }
  torch::nn::Sequential encoder{nullptr};
  torch::nn::Linear decoder{nullptr}, head{nullptr};
};
TORCH_MODULE(SharedNet);

template <class... Fs> struct overloaded : Fs... { using Fs::operator()...; };
template <class... Fs> overloaded(Fs...) -> overloaded<Fs...>;

class Trainer {
 public:
  Trainer() : net_(40, 16, 5), opt_(net_->parameters(), torch::optim::AdamOptions(1e-3)),
              tasks_{Reconstruct{}, Classify{}} {}

  void step(const torch::Tensor& x, const torch::Tensor& y) {
    opt_.zero_grad();
    const auto z = net_->encoder->forward(x);
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      auto [name, loss] = evaluate(tasks_[i], z, x, y);
      // the encoder is shared by the tasks
      loss.backward({}, /*retain_graph=*/i + 1 < tasks_.size());
      journal_ << Entry{name, step_, loss};
    }
    opt_.step();
    if (++step_ % 250 == 0) std::cout << journal_ << '\n';
  }

 private:
  std::pair<std::string, torch::Tensor> evaluate(const Task& task, const torch::Tensor& z,
                                                 const torch::Tensor& x, const torch::Tensor& y) {
    return std::visit(
        overloaded{
            [&](const Reconstruct& r) -> std::pair<std::string, torch::Tensor> {
              return {"rec", r.weight * torch::mse_loss(net_->decoder(z), x)};
            },
            [&](const Classify& c) -> std::pair<std::string, torch::Tensor> {
              return {"cls", c.weight * torch::nn::functional::cross_entropy(net_->head(z), y)};
            }},
        task);
  }

  SharedNet net_;
  torch::optim::Adam opt_;
  std::vector<Task> tasks_;
  Journal journal_;
  long step_ = 0;
};

}  // namespace mt

int main() {
  mt::Trainer trainer;
  while (true) {
    const auto x = torch::randn({48, 40});
    const auto y = torch::randint(0, 5, {48}, torch::kLong);
    trainer.step(x, y);
  }
}
