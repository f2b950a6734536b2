//===- Operators.h - What libtorch's operators do to history ----*- C++ -*-===//
//
// Operators by name, in PyTorch's own terms. OperatorTable.inc, which is made
// from PyTorch's definitions, knows ATen's operators; Operators.cpp adds what
// only C++ has. An operator that neither lists and that returns a tensor is
// differentiable.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_OPERATORS_H
#define TORCHLEAK_MODEL_OPERATORS_H

#include "llvm/ADT/StringRef.h"

namespace torchleak {

/// Whether the first result shares the storage of the operand.
enum class Aliasing { Copy, View, ViewOrCopy };

/// All overloads of one C++ name of at::, torch:: or at::Tensor. Most operators
/// copy, write into nothing and have differentiable results; these are not
/// listed. Source: OperatorTable.inc.
struct OperatorRow {
  llvm::StringLiteral Name;
  Aliasing Alias;
  /// At most so many results.
  unsigned Results;
  /// Bit I: result I requires grad in no overload.
  unsigned NeverRequiresGrad;
  /// Bit I: argument I of the function is written (a method's object is
  /// argument 0).
  unsigned Written;
};

/// The row of \p Name, which may be a C++ operator, or null.
const OperatorRow *findOperator(llvm::StringRef Name);

/// Cuts the history for sure: detach(), data(), item().
bool cutsHistory(llvm::StringRef Name);

/// The results of \p Name that never require grad, one bit each.
unsigned neverRequiresGrad(llvm::StringRef Name);

/// Writes into its first argument or the tensor that it is called on: `copy_`,
/// `operator+=`, `add_out`.
bool isInPlaceOperator(llvm::StringRef Name);

/// Hands out, sometimes at least, a view of the tensor that it is called on.
bool returnsView(llvm::StringRef Name);

/// Puts tensors together: what it makes of a tensor and more is a container.
bool concatenates(llvm::StringRef Name);

/// Its elements are positions along a dimension of what it is given.
bool givesPositions(llvm::StringRef Name);

/// What a method tells of its tensor, for a key that is made of it.
enum class TensorQuery {
  None,
  /// A size: as many as the program meets.
  Extent,
  /// Device, dtype, number of dimensions: a few.
  Kind,
  Address,
};
TensorQuery classifyTensorQuery(llvm::StringRef Name);

/// Adds, scales or mixes, or takes the larger: what totals, running averages
/// and extremes are made of.
bool blendsOperands(llvm::StringRef Name);

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
