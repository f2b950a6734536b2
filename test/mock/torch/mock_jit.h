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

struct Module;
namespace detail {
struct ModulePolicy {
  using value_type = Module;
};
struct ParameterPolicy {
  using value_type = at::Tensor;
};
struct BufferPolicy {
  using value_type = at::Tensor;
};
template <typename Policy> struct NamedPolicy;
} // namespace detail

template <typename T> struct Named {
  std::string name;
  T value;
};
template <typename Policy> struct detail::NamedPolicy {
  using value_type = Named<typename Policy::value_type>;
};

// Iterators that make their values, and lists of them.
template <typename Policy> struct slot_iterator_impl {
  using value_type = typename Policy::value_type;
  value_type operator*() const;
  value_type operator->() const;
  slot_iterator_impl &operator++();
  bool operator!=(const slot_iterator_impl &other) const;
};
template <typename Policy> struct slot_list_impl {
  using iterator = slot_iterator_impl<Policy>;
  slot_iterator_impl<Policy> begin() const;
  slot_iterator_impl<Policy> end() const;
  size_t size() const;
};
using module_list = slot_list_impl<detail::ModulePolicy>;
using parameter_list = slot_list_impl<detail::ParameterPolicy>;
using named_parameter_list =
    slot_list_impl<detail::NamedPolicy<detail::ParameterPolicy>>;
using buffer_list = slot_list_impl<detail::BufferPolicy>;

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
  parameter_list parameters(bool recurse = true) const;
  named_parameter_list named_parameters(bool recurse = true) const;
  buffer_list buffers(bool recurse = true) const;
  module_list children() const;
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
