//===- mock_autograd.h - torch::autograd ------------------------*- C++ -*-===//
//
// Gradients, custom functions and their contexts.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MOCK_TORCH_AUTOGRAD_H
#define TORCHLEAK_MOCK_TORCH_AUTOGRAD_H

#include "ATen/mock_ivalue.h"

namespace torch {
namespace autograd {
using Variable = at::Tensor;
using variable_list = std::vector<Variable>;
using tensor_list = std::vector<at::Tensor>;
using GradMode = at::GradMode;
using AutoGradMode = at::AutoGradMode;

void backward(const variable_list &tensors,
              const variable_list &grad_tensors = {},
              std::optional<bool> retain_graph = std::nullopt,
              bool create_graph = false, const variable_list &inputs = {});

variable_list grad(const variable_list &outputs, const variable_list &inputs,
                   const variable_list &grad_outputs = {},
                   std::optional<bool> retain_graph = std::nullopt,
                   bool create_graph = false, bool allow_unused = false);

struct AutogradContext {
  AutogradContext() = default;
  AutogradContext(const AutogradContext &other) = delete;
  AutogradContext &operator=(const AutogradContext &other) = delete;
  ska::flat_hash_map<std::string, c10::IValue> saved_data;
  void save_for_backward(variable_list to_save);
  void mark_dirty(const variable_list &inputs);
  void mark_non_differentiable(const variable_list &outputs);
  void set_materialize_grads(bool value);
  variable_list get_saved_variables() const;
};

template <typename X, typename... Args>
using forward_t = decltype(X::forward(nullptr, std::declval<Args>()...));

template <class T> struct Function {
  template <typename X = T, typename... Args>
  static auto apply(Args &&...args)
      -> std::enable_if_t<std::is_same_v<X, T>, forward_t<X, Args...>>;
};
} // namespace autograd
} // namespace torch

#endif
