#include <torch/script.h>
#include <torch/torch.h>
#include <cstring>
#include <string>
#include <vector>

struct Engine {
  torch::jit::script::Module module;
  std::vector<torch::Tensor> outputs;
  std::string error;
};

extern "C" {
void* engine_load(const char* path) {
  try {
    auto e = std::make_unique<Engine>();
    e->module = torch::jit::load(path);
    e->module.eval();
    return e.release();
  } catch (const c10::Error&) {
    return nullptr;
  }
}
int engine_run(void* h, const float* in, const int64_t* shape, int ndim) {
  auto* e = static_cast<Engine*>(h);
  torch::NoGradGuard guard;
  try {
    auto x = torch::from_blob(const_cast<float*>(in), torch::IntArrayRef(shape, ndim)).clone();
    auto r = e->module.forward({x});
    e->outputs.clear();
    if (r.isTensor())
      e->outputs.push_back(r.toTensor().contiguous());
    else
      for (auto& v : r.toTuple()->elements()) e->outputs.push_back(v.toTensor().contiguous());
    return static_cast<int>(e->outputs.size());
  } catch (const std::exception& ex) {
    e->error = ex.what();
    return -1;
  }
}
int engine_copy_output(void* h, int i, float* dst, int64_t n) {
  auto* e = static_cast<Engine*>(h);
  auto& t = e->outputs.at(i);
  if (t.numel() > n) return -1;
  std::memcpy(dst, t.data_ptr<float>(), t.numel() * sizeof(float));
  return 0;
}
void engine_free(void* h) { delete static_cast<Engine*>(h); }
}
