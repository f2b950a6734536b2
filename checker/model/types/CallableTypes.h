//===- CallableTypes.h - What can be called ---------------------*- C++ -*-===//
//
// std::function and its kin, functors, what std::bind makes.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TYPES_CALLABLETYPES_H
#define TORCHLEAK_MODEL_TYPES_CALLABLETYPES_H

#include "model/types/ContainerTypes.h"

namespace torchleak {

class CallableTypes : public ContainerTypes {
public:
  using ContainerTypes::ContainerTypes;

  bool isStdFunction(clang::QualType T) const;
  /// What std::mem_fn and std::bind make, and objects of a project with a call
  /// operator; not those of the library, as std::plus.
  bool wrapsCallable(const clang::CXXRecordDecl &Record) const;
  /// The operator of ATen that an arithmetic functor stands for, `add` for
  /// std::plus; or nothing.
  llvm::StringRef functorOperator(clang::QualType T) const;
  /// A std::function, or a container or tuple with one.
  bool ownsCallables(clang::QualType T) const;
};

} // namespace torchleak

#endif
