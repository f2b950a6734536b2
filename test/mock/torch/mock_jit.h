//===- mock_jit.h - torch::jit ----------------------------------*- C++ -*-===//

#ifndef TORCHLEAK_MOCK_TORCH_JIT_H
#define TORCHLEAK_MOCK_TORCH_JIT_H

#include "torch/mock_autograd.h"
#include <iosfwd>

namespace torch {
namespace jit {
using c10::IValue;
using Kwargs = std::unordered_map<std::string, c10::IValue>;
using Stack = std::vector<c10::IValue>;

template <typename T> struct slot_list_impl {
  T *begin() const;
  T *end() const;
  size_t size() const;
};

struct Method {
  c10::IValue operator()(std::vector<c10::IValue> stack,
                         const Kwargs &kwargs = Kwargs()) const;
};

struct Object {
  Method get_method(const std::string &name) const;
  c10::IValue attr(const std::string &name) const;
  bool hasattr(const std::string &name) const;
  void setattr(const std::string &name, c10::IValue v);
  template <typename... Types>
  c10::IValue run_method(const std::string &method_name, Types &&...args);
};

struct Module : public Object {
  Module() = default;
  c10::IValue forward(std::vector<c10::IValue> inputs,
                      const Kwargs &kwargs = Kwargs());
  c10::IValue operator()(std::vector<c10::IValue> inputs);
  slot_list_impl<at::Tensor> parameters(bool recurse = true) const;
  slot_list_impl<at::Tensor> buffers(bool recurse = true) const;
  slot_list_impl<Module> children() const;
  void train(bool on = true);
  void eval();
  bool is_training() const;
  void to(at::Device device, at::ScalarType dtype, bool non_blocking = false);
  void to(at::ScalarType dtype, bool non_blocking = false);
  void to(at::Device device, bool non_blocking = false);
  void save(const std::string &filename) const;
  Module copy() const;
  Module deepcopy(std::optional<at::Device> device = std::nullopt) const;
  Module clone(bool inplace = false) const;
};

Module freeze(const Module &module,
              const std::optional<std::vector<std::string>> &preserved_attrs =
                  std::nullopt,
              bool optimize_numerics = true);
Module
optimize_for_inference(Module &module,
                       const std::vector<std::string> &other_methods = {});
Module load(const std::string &filename,
            std::optional<c10::Device> device = std::nullopt,
            bool load_debug_files = true);
Module load(std::istream &in, std::optional<c10::Device> device = std::nullopt,
            bool load_debug_files = true);

namespace script {
using Module = ::torch::jit::Module;
} // namespace script
} // namespace jit
} // namespace torch

#endif
