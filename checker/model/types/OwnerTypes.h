//===- OwnerTypes.h - Pointers, smart pointers, optionals -------*- C++ -*-===//
//
// What leads to another object, and whether it keeps that alive.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TYPES_OWNERTYPES_H
#define TORCHLEAK_MODEL_TYPES_OWNERTYPES_H

#include "model/types/CallableTypes.h"

namespace torchleak {

class OwnerTypes : public CallableTypes {
public:
  using CallableTypes::CallableTypes;

  /// shared_ptr, unique_ptr, intrusive_ptr, ModuleHolder, raw pointer,
  /// iterator.
  bool isPointerLike(clang::QualType T) const;
  /// shared_ptr, intrusive_ptr, ModuleHolder and classes derived from it.
  bool isSharedOwner(clang::QualType T) const;
  /// std::weak_ptr, c10::weak_intrusive_ptr.
  bool isWeakPointer(clang::QualType T) const;
  /// std::nullopt, std::in_place.
  bool isNoValue(clang::QualType T) const;
  bool isInPlaceTag(clang::QualType T) const;
};

} // namespace torchleak

#endif
