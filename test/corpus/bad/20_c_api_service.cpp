#include <torch/script.h>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>

namespace {
struct Engine {
  torch::jit::script::Module module;
  std::map<int64_t, torch::Tensor> outputs;
  int64_t next = 1;
  std::mutex lock;
};
}  // namespace

extern "C" {
void* engine_create(const char* path) {
  try {
    auto e = std::make_unique<Engine>();
    e->module = torch::jit::load(path);
    e->module.eval();
    return e.release();
  } catch (const c10::Error&) {
    return nullptr;
  }
}
int64_t engine_run(void* handle, const float* data, int64_t n) {
  auto* e = static_cast<Engine*>(handle);
  auto input = torch::from_blob(const_cast<float*>(data), {1, n}, torch::kFloat32).clone();
  auto out = e->module.forward({input}).toTensor();
  std::lock_guard<std::mutex> hold(e->lock);
  auto id = e->next++;
  e->outputs[id] = out;  // WARN: unguarded-inference
  return id;
}
void engine_read(void* handle, int64_t id, float* dst) {
  auto* e = static_cast<Engine*>(handle);
  auto t = e->outputs.at(id).contiguous();
  std::memcpy(dst, t.data_ptr<float>(), t.numel() * sizeof(float));
}
void engine_destroy(void* handle) {
  delete static_cast<Engine*>(handle);
}
}
