//===- Consumers.h - Is it kept in order to be used? ------------*- C++ -*-===//
//
// Layers that are concatenated, losses that are summed for one backward: where
// the history is used later, keeping it is the point.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_CONSUMERS_H
#define TORCHLEAK_ANALYSIS_KEEP_CONSUMERS_H

#include "analysis/keep/Backwards.h"

namespace torchleak {

class Consumers : FunctionAnalysis {
public:
  Consumers(const FunctionAnalysis &In, const Backwards &Backward)
      : FunctionAnalysis(In), Backward(Backward) {}

  /// What \p Sink holds is, outside of \p Loop.
  bool consumedOutside(PlaceId Sink, const LoopFact *Loop) const;
  /// \p New, which \p Sink is set to, is.
  bool consumedAfter(NodeId New, PlaceId Sink, const LoopFact *Loop) const;
  /// Places of callers whose content is.
  void summarize(Summary &Result) const;

private:
  /// A callable that is kept runs with one of \p Values; which one it is, and
  /// what it hands on, is not known.
  bool isGivenToCallable(const Event &E,
                         const llvm::DenseSet<NodeId> &Values) const;
  bool consumed(llvm::ArrayRef<NodeId> Start, PlaceId Sink,
                const LoopFact *Loop) const;

  const Backwards &Backward;
  mutable llvm::DenseMap<std::pair<PlaceId, const LoopFact *>, bool>
      ConsumedOutside;
  mutable llvm::DenseMap<PlaceId, llvm::SmallVector<ValueId, 4>> ReadsOfRoot;
};

} // namespace torchleak

#endif
