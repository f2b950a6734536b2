//===- Backwards.h - Which graphs a backward has freed ----------*- C++ -*-===//
//
// Where a function runs backward, itself or in its callees, and which values
// that runs through. A graph that was run through owns its nodes, but no
// activations.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_BACKWARDS_H
#define TORCHLEAK_ANALYSIS_KEEP_BACKWARDS_H

#include "analysis/keep/FunctionAnalysis.h"
#include "llvm/ADT/BitVector.h"

namespace torchleak {

class Backwards : FunctionAnalysis {
public:
  explicit Backwards(const FunctionAnalysis &In);

  struct Point {
    Moment At;
    Spot Loc;
    NodeId Root = 0;
    bool Retains = false;
    bool MayCreateGraph = false;
  };
  /// Those that run through a value.
  llvm::ArrayRef<unsigned> through(NodeId N) const { return CoveredBy[N]; }
  const Point &operator[](unsigned I) const { return Points[I]; }
  /// A backward was not followed to all that it frees.
  bool gaveUp() const { return GaveUp; }
  /// Tells \p Effect, which stores \p Value, of those that free it.
  void note(StoreEffect &Effect, NodeId Value, Moment At) const;
  /// Places of callers that they run through.
  void summarize(Summary &Result) const;

private:
  void cover(unsigned Backward);
  /// No round that stores ends, or call returns, without that backward.
  bool followsInRound(Moment Backward, Moment Store) const;

  std::vector<Point> Points;
  /// Per node: those that run through it.
  std::vector<llvm::SmallVector<unsigned, 1>> CoveredBy;
  /// Per block of a backward and loop: from where a round ends without it.
  mutable llvm::DenseMap<std::pair<unsigned, const LoopFact *>, llvm::BitVector>
      RoundsWithout;
  /// Steps of the walks.
  unsigned CoverSteps = 0;
  mutable bool GaveUp = false;
};

} // namespace torchleak

#endif
