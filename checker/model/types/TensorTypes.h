//===- TensorTypes.h - What is a tensor or holds one ------------*- C++ -*-===//
//
// Tensors, and what keeps one alive.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TYPES_TENSORTYPES_H
#define TORCHLEAK_MODEL_TYPES_TENSORTYPES_H

#include "model/types/ModuleTypes.h"

namespace torchleak {

class TensorTypes : public ModuleTypes {
public:
  using ModuleTypes::ModuleTypes;

  /// at::Tensor, its wrappers in libtorch, and the user's TensorTypes.
  bool isTensor(clang::QualType T) const;
  /// One of the kinds that libtorch has a few of: devices, dtypes, layouts.
  bool isKindOfTensor(clang::QualType T) const;
  /// A tensor, or something that keeps one alive: a container, tuple, optional,
  /// IValue, smart pointer, or record with such a field.
  bool holdsTensors(clang::QualType T) const;
  /// Keeps a tensor, a module or an optimizer alive, itself or through what it
  /// contains or owns; a raw pointer does not.
  bool keepsHandles(clang::QualType T) const;
  /// Holds tensors or is, owns or may own a module.
  bool holdsTorchMemory(const clang::CXXRecordDecl *Record) const;
  /// How many parts of a tuple or of a record of the project hold tensors; 0
  /// where other parts may be out of sight.
  unsigned tensorParts(clang::QualType T) const;

private:
  bool computeHoldsTensors(clang::QualType T, unsigned Depth) const;
  bool computeKeepsHandles(clang::QualType T) const;
  mutable llvm::DenseMap<const void *, bool> HoldsCache, HandleCache;
};

} // namespace torchleak

#endif
