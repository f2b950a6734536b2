//===- GuardTypes.h - Types whose objects switch grad mode ------*- C++ -*-===//
//
// Guards, their owners, and classes of a project that are or have one.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TYPES_GUARDTYPES_H
#define TORCHLEAK_MODEL_TYPES_GUARDTYPES_H

#include "model/types/TensorTypes.h"
#include <optional>

namespace torchleak {

/// What a live guard object does to grad mode.
enum class GuardKind {
  /// NoGradGuard, InferenceMode: off while it lives.
  Off,
  /// AutoGradMode(b): on or off, as its argument says.
  OnIf,
  /// InferenceMode(b): off or on, as its argument says.
  OffIf,
  /// optional<NoGradGuard> and the like: may be off.
  Maybe,
};

class GuardTypes : public TensorTypes {
public:
  using TensorTypes::TensorTypes;

  std::optional<GuardKind> guardKind(clang::QualType T) const;
  /// What an optional or a smart pointer to a guard holds, or a null type.
  clang::QualType ownedGuard(clang::QualType T) const;
  /// The same of a variable, which a macro of the project may declare.
  std::optional<GuardKind> guardKind(const clang::VarDecl &V) const;

private:
  mutable llvm::DenseMap<const void *, std::optional<GuardKind>> GuardCache;
};

} // namespace torchleak

#endif
