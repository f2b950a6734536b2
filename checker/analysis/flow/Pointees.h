//===- Pointees.h - Which object a value leads to ---------------*- C++ -*-===//
//
// Follows a pointer, or an owner, through copies and merges. An answer is kept,
// so that all questions of a function cost what the function is long; where
// merges lead round to each other they are walked again, within a budget.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_FLOW_POINTEES_H
#define TORCHLEAK_ANALYSIS_FLOW_POINTEES_H

#include "program/Unit.h"
#include "llvm/ADT/DenseMap.h"

namespace torchleak {

using NodeId = unsigned;
class ValueFlow;

/// A place, or a new object by the value that made it; or neither.
struct Pointee {
  PlaceId Place = None;
  ValueId Born = None;
};

class Pointees {
public:
  explicit Pointees(ValueFlow &Flow) : Flow(Flow) {}

  /// What \p N leads to: if it \p Must, the one object on all ways, else any
  /// that lasts.
  Pointee of(NodeId N, bool Must);
  /// A walk met its budget: what it asked for is not known.
  bool gaveUp() const { return GaveUp; }

private:
  /// One walk. A node that is on the way has its distance from the start.
  struct Walk {
    explicit Walk(bool Must) : Must(Must) {}
    bool Must;
    unsigned Steps = 0;
    llvm::SmallDenseMap<NodeId, unsigned, 8> OnWay;
    /// The first node on the way that the walk came back to.
    unsigned Back = ~0u;
  };
  Pointee find(NodeId N, Walk &W);
  Pointee follow(NodeId N, Walk &W);
  Pointee ofMerge(NodeId Phi, Walk &W);
  Pointee ofValue(NodeId N, Walk &W);

  ValueFlow &Flow;
  llvm::DenseMap<NodeId, Pointee> Known[2];
  bool GaveUp = false;
};

} // namespace torchleak

#endif
