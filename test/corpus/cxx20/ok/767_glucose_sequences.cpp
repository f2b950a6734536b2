// C++20
#include <torch/torch.h>

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <ranges>
#include <utility>
#include <vector>

template <class C>
concept RecurrentCell = requires(C c, const torch::Tensor& x, torch::Tensor h) {
  { c.initial(int64_t{}) } -> std::same_as<torch::Tensor>;
  { c.step(x, h) } -> std::same_as<torch::Tensor>;
  { c.parameters() } -> std::convertible_to<std::vector<torch::Tensor>>;
};

class SlowCell {
 public:
  SlowCell(int64_t in, int64_t width) : width_(width), wx_(in, width), wh_(width, width) {}

  torch::Tensor initial(int64_t batch) const { return torch::zeros({batch, width_}); }
  torch::Tensor step(const torch::Tensor& x, torch::Tensor h) {
    return 0.8 * h + 0.2 * torch::tanh(wx_->forward(x) + wh_->forward(h));
  }
  std::vector<torch::Tensor> parameters() const {
    auto p = wx_->parameters();
    std::ranges::copy(wh_->parameters(), std::back_inserter(p));
    return p;
  }

 private:
  int64_t width_;
  torch::nn::Linear wx_, wh_;
};

struct SequenceReport {
  double loss = 0;
  double smoothness = 0;
  std::size_t steps = 0;
};

template <RecurrentCell Cell>
class SequenceModel {
 public:
  SequenceModel(Cell cell, int64_t width)
      : cell_(std::move(cell)), readout_(width, 1), opt_(all_parameters(), torch::optim::AdamOptions(1e-3)) {}

  SequenceReport learn(const torch::Tensor& xs, const torch::Tensor& ys) {
    auto states = unroll(xs);

    std::vector<torch::Tensor> outputs;
    outputs.reserve(states.size());
    for (const auto& s : states) outputs.push_back(readout_->forward(s));

    torch::Tensor rough = torch::zeros({});
    for (std::size_t i : std::views::iota(std::size_t{1}, states.size())) rough = rough + (states[i] - states[i - 1]).pow(2).mean();

    auto fit = torch::mse_loss(torch::stack(outputs), ys);
    opt_.zero_grad();
    (fit + 1e-3 * rough).backward();
    opt_.step();
    return {.loss = fit.template item<double>(), .smoothness = rough.template item<double>(), .steps = states.size()};
  }

 private:
  std::vector<torch::Tensor> unroll(const torch::Tensor& xs) {
    std::vector<torch::Tensor> states;
    auto h = cell_.initial(xs.size(1));
    for (const auto& x : xs.unbind(0)) {
      h = cell_.step(x, h);
      states.push_back(h);
    }
    return states;
  }

  std::vector<torch::Tensor> all_parameters() const {
    auto p = cell_.parameters();
    for (const auto& q : readout_->parameters()) p.push_back(q);
    return p;
  }

  Cell cell_;
  torch::nn::Linear readout_;
  torch::optim::Adam opt_;
};

int main() {
  SequenceModel model(SlowCell(3, 40), 40);
  SequenceReport day{};
  for (std::uint64_t patient = 1;; ++patient) {
    const int64_t length = 24 + static_cast<int64_t>(patient % 25);
    auto xs = torch::randn({length, 8, 3});
    auto ys = xs.cumsum(0).mean(2, true) * 0.1;
    const auto r = model.learn(xs, ys);
    day.loss += r.loss;
    day.smoothness += r.smoothness;
    day.steps += r.steps;
    if (patient % 300 == 0) {
      std::cout << patient << " loss " << day.loss / 300 << " rough " << day.smoothness / 300 << " steps " << day.steps << '\n';
      day = {};
    }
  }
}
