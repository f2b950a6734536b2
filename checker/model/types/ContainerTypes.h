//===- ContainerTypes.h - Containers, tuples and strings --------*- C++ -*-===//
//
// What holds many values under one name.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_MODEL_TYPES_CONTAINERTYPES_H
#define TORCHLEAK_MODEL_TYPES_CONTAINERTYPES_H

#include "model/types/TypeNames.h"

namespace torchleak {

class ContainerTypes : public TypeNames {
public:
  using TypeNames::TypeNames;

  /// A container or container adaptor that can grow: not one of the project's
  /// own (those have bodies that are analysed), not Tensor, not a string.
  bool isContainer(clang::QualType T) const;
  /// The container is indexed by a key and grows on subscripts (map).
  bool isKeyedContainer(clang::QualType T) const;
  /// A keyed container that keeps every value of a key (multimap).
  bool isMultiContainer(clang::QualType T) const;
  bool isTupleLike(clang::QualType T) const;
  /// How many elements a pair or tuple has; 0 for other types.
  unsigned tupleSize(clang::QualType T) const;
  /// std::string, std::string_view.
  bool isText(clang::QualType T) const;
  /// std::atomic of an integral type.
  bool isAtomicCounter(clang::QualType T) const;
};

} // namespace torchleak

#endif
