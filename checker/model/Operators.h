//===- Operators.h - What libtorch's operators do to history ----*- C++ -*-===//
//
// Operators by name, in PyTorch's own terms. An operator that is not listed and
// returns a tensor is differentiable: that is the rule in
// native_functions.yaml, and derivatives.yaml lists the exceptions that are
// kept here.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_OPERATORS_H
#define TORCHLEAK_MODEL_OPERATORS_H

#include "llvm/ADT/StringRef.h"

namespace torchleak {

enum class OperatorKind {
  /// Records a node when grad mode is on and an operand requires grad.
  Differentiable,
  /// Cuts the history for sure: detach(), data(), tensor_data(), item().
  Cut,
  /// The result never requires grad: comparisons, argmax, *_like factories.
  NonDifferentiable,
  /// First result differentiable, second an index: max(dim), topk, sort.
  ValuesAndIndices,
  /// The same tensor under another handle: toTensor(), alias of an IValue.
  Handle,
};

/// What the operator \p Name (of at::Tensor, at:: or torch::) does.
OperatorKind classifyOperator(llvm::StringRef Name);

/// Writes into the tensor that it is called on: `copy_`, `operator+=`.
bool isInPlaceOperator(llvm::StringRef Name);

/// Hands out a view of the tensor that it is called on.
bool returnsView(llvm::StringRef Name);

/// Adds, subtracts or scales: what sums and running averages are made of.
bool isLinearOperator(llvm::StringRef Name);

/// True for the loss functions of torch and torch::nn::functional; their use is
/// evidence of training, not of inference.
bool isLossFunction(llvm::StringRef Name);

/// True for modules of torch::nn (without "Impl") that own no parameters:
/// they record history only when their input has some.
bool isParameterlessModule(llvm::StringRef Name);

/// True for the fields of torch::nn's modules that are parameters.
bool isParameterName(llvm::StringRef Field);

/// True for dtype constants whose tensors cannot require grad (kLong, kBool).
bool isIntegralDtype(llvm::StringRef Name);

} // namespace torchleak

#endif
