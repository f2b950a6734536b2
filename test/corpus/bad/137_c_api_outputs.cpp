#include <torch/script.h>
#include <torch/torch.h>
#include <cstring>
#include <exception>
#include <vector>

namespace {
struct Predictor {
  torch::jit::Module module;
  torch::Device device = torch::kCPU;
  std::vector<torch::Tensor> results;
  std::string message;
};
Predictor* as(void* p) { return reinterpret_cast<Predictor*>(p); }
}  // namespace

extern "C" {

void* predictor_open(const char* path, int use_cuda) {
  auto p = new Predictor;
  if (use_cuda && torch::cuda::is_available()) p->device = torch::kCUDA;
  p->module = torch::jit::load(path, p->device);
  p->module.eval();
  return p;
}

void predictor_close(void* h) { delete as(h); }

long predictor_predict(void* h, const float* data, long rows, long cols) {
  auto* p = as(h);
  try {
    auto x = torch::from_blob(const_cast<float*>(data), {rows, cols}, torch::kFloat32).to(p->device);
    auto y = p->module.forward({x}).toTensor();
    p->results.push_back(y.to(torch::kCPU).contiguous());  // WARN: unguarded-inference
    return static_cast<long>(p->results.size()) - 1;
  } catch (const std::exception& e) {
    p->message = e.what();
    return -1;
  }
}

long predictor_result_size(void* h, long index) { return static_cast<long>(as(h)->results.at(index).numel()); }

void predictor_result_copy(void* h, long index, float* out) {
  const auto& t = as(h)->results.at(index);
  std::memcpy(out, t.data_ptr<float>(), sizeof(float) * t.numel());
}

const char* predictor_message(void* h) { return as(h)->message.c_str(); }
}
