#include <torch/torch.h>
#include <iostream>
#include <vector>

namespace {
std::vector<torch::Tensor> g_step_losses;

double average_tail(size_t n) {
  double s = 0;
  const size_t begin = g_step_losses.size() > n ? g_step_losses.size() - n : 0;
  for (size_t i = begin; i < g_step_losses.size(); ++i) s += g_step_losses[i].item<double>();
  return s / static_cast<double>(g_step_losses.size() - begin);
}
}  // namespace

torch::Tensor ctc(const torch::Tensor& logp, const torch::Tensor& tgt, const torch::Tensor& il, const torch::Tensor& tl) {
  return torch::ctc_loss(logp, tgt, il, tl, 0, at::Reduction::Mean, true);
}

void train_step(torch::nn::LSTM& rnn, torch::nn::Linear& proj, torch::optim::Optimizer& opt, const torch::Tensor& feats, const torch::Tensor& tgt) {
  opt.zero_grad();
  auto enc = std::get<0>(rnn->forward(feats));
  auto logp = torch::log_softmax(proj->forward(enc), 2);
  auto il = torch::full({feats.size(1)}, feats.size(0), torch::kLong);
  auto tl = torch::full({feats.size(1)}, tgt.size(1), torch::kLong);
  auto loss = ctc(logp, tgt, il, tl);
  loss.backward();
  torch::nn::utils::clip_grad_norm_(rnn->parameters(), 5.0);
  opt.step();
  g_step_losses.push_back(loss);  // WARN: graph-in-container
}

int main() {
  torch::nn::LSTM rnn(torch::nn::LSTMOptions(40, 128).bidirectional(true));
  torch::nn::Linear proj(256, 29);
  auto params = rnn->parameters();
  auto more = proj->parameters();
  params.insert(params.end(), more.begin(), more.end());
  torch::optim::Adam opt(params, 1e-3);
  for (int i = 0; i < 50000; ++i) {
    train_step(rnn, proj, opt, torch::randn({100, 8, 40}), torch::randint(1, 29, {8, 12}, torch::kLong));
    if (i % 100 == 99) std::cout << average_tail(100) << '\n';
  }
}
