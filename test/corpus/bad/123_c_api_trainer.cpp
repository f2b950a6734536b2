#include <torch/torch.h>
#include <cstdint>
#include <string>
#include <vector>

struct tl_session {
  torch::nn::Sequential net;
  std::unique_ptr<torch::optim::Adam> opt;
  std::vector<torch::Tensor> losses;
  std::string last_error;
};

extern "C" {

tl_session* tl_session_create(int64_t in_dim, int64_t hidden, int64_t out_dim, double lr) {
  auto* s = new tl_session;
  s->net = torch::nn::Sequential(torch::nn::Linear(in_dim, hidden), torch::nn::ReLU(), torch::nn::Linear(hidden, out_dim));
  s->opt = std::make_unique<torch::optim::Adam>(s->net->parameters(), torch::optim::AdamOptions(lr));
  return s;
}

void tl_session_destroy(tl_session* s) { delete s; }

int tl_session_step(tl_session* s, const float* x, const float* y, int64_t n, int64_t in_dim, int64_t out_dim) {
  try {
    auto input = torch::from_blob(const_cast<float*>(x), {n, in_dim}).clone();
    auto target = torch::from_blob(const_cast<float*>(y), {n, out_dim}).clone();
    s->opt->zero_grad();
    auto loss = torch::huber_loss(s->net->forward(input), target);
    loss.backward();
    s->opt->step();
    s->losses.push_back(loss);  // WARN: graph-in-container
    return 0;
  } catch (const std::exception& e) {
    s->last_error = e.what();
    return -1;
  }
}

double tl_session_loss(const tl_session* s, int64_t i) {
  if (i < 0 || i >= static_cast<int64_t>(s->losses.size())) return -1.0;
  return s->losses[i].item<double>();
}

int64_t tl_session_steps(const tl_session* s) { return static_cast<int64_t>(s->losses.size()); }

const char* tl_session_error(const tl_session* s) { return s->last_error.c_str(); }
}
