//===- Ties.h - Owners that are tied to what they own -----------*- C++ -*-===//
//
// Objects in the words of one function, and the edges of the ownership graph
// between them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_TIES_H
#define TORCHLEAK_ANALYSIS_CALLS_TIES_H

#include "program/Body.h"

namespace torchleak {

/// An object, in the words of one function: what a place leads to, a new object
/// (by the value that made it), or what the function returns.
struct ObjectRef {
  PlaceId Place = None;
  ValueId Born = None;
  bool Returned = false;

  explicit operator bool() const {
    return Place != None || Born != None || Returned;
  }
  friend bool operator==(const ObjectRef &A, const ObjectRef &B) {
    return A.Place == B.Place && A.Born == B.Born && A.Returned == B.Returned;
  }
};

/// An owning pointer of one object is set to another: an edge of the ownership
/// graph.
struct TieEffect {
  ObjectRef From;
  ObjectRef To;
  /// The field or container that holds the pointer.
  EntityId Field = NoEntity;
  std::string FieldName;
  /// The class that has the field, and the class that is pointed to.
  EntityId FromRecord = NoEntity;
  EntityId ToRecord = NoEntity;
  Spot Loc;
  unsigned Block = 0;
  unsigned Order = 0;
  /// The order within the callee that the tie was taken over from.
  unsigned Inner = 0;
};

bool saysTheSame(const TieEffect &A, const TieEffect &B);

} // namespace torchleak

#endif
