#include <torch/torch.h>
#include <cstdint>
#include <cstring>
#include <mutex>
#include <vector>

namespace {
struct Handle {
  torch::nn::Sequential net{nullptr};
  std::unique_ptr<torch::optim::SGD> opt;
  std::vector<double> losses;
  std::vector<torch::Tensor> batches;
  std::mutex mu;
};
}  // namespace

extern "C" {
typedef void* nn_handle;

nn_handle nn_create(int64_t in, int64_t hidden, int64_t classes) {
  auto h = new Handle;
  h->net = torch::nn::Sequential(torch::nn::Linear(in, hidden), torch::nn::ReLU(), torch::nn::Linear(hidden, classes));
  h->opt = std::make_unique<torch::optim::SGD>(h->net->parameters(), torch::optim::SGDOptions(0.05));
  return h;
}
void nn_destroy(nn_handle p) { delete static_cast<Handle*>(p); }

void nn_add_batch(nn_handle p, const float* x, int64_t n, int64_t d) {
  auto* h = static_cast<Handle*>(p);
  std::lock_guard<std::mutex> l(h->mu);
  h->batches.push_back(torch::from_blob(const_cast<float*>(x), {n, d}).clone());
}

double nn_train(nn_handle p, const int64_t* labels) {
  auto* h = static_cast<Handle*>(p);
  std::lock_guard<std::mutex> l(h->mu);
  auto x = torch::cat(h->batches);
  h->batches.clear();
  auto y = torch::from_blob(const_cast<int64_t*>(labels), {x.size(0)}, torch::kLong).clone();
  h->opt->zero_grad();
  auto loss = torch::nn::functional::cross_entropy(h->net->forward(x), y);
  loss.backward();
  h->opt->step();
  h->losses.push_back(loss.item<double>());
  return h->losses.back();
}

int64_t nn_predict(nn_handle p, const float* x, int64_t d) {
  auto* h = static_cast<Handle*>(p);
  return h->net->forward(torch::from_blob(const_cast<float*>(x), {1, d})).argmax(1).item<int64_t>();
}
}
