//===- AbstractValue.h - The reasons of a value and its parts ---*- C++ -*-===//
//
// What is known of a value: why it may have history, as a whole and part by
// part.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_ABSTRACTVALUE_H
#define TORCHLEAK_ANALYSIS_CALLS_ABSTRACTVALUE_H

#include "analysis/calls/Term.h"

namespace torchleak {

struct AbstractValue {
  TermSet Terms;
  /// Something on the way was not understood.
  bool Unknown = false;
  /// Per field or tuple element, where it is known; then complete.
  bool HasFields = false;
  /// Values with and without known fields met here.
  bool FieldsLost = false;
  llvm::SmallVector<std::pair<EntityId, TermSet>, 2> Fields;

  bool join(const AbstractValue &Other);
  bool add(Term T);
  AbstractValue field(EntityId Key) const;
  void setField(EntityId Key, const TermSet &Set);
};

/// The same reasons, of the whole and of each part.
bool saysTheSame(const AbstractValue &A, const AbstractValue &B);

} // namespace torchleak

#endif
