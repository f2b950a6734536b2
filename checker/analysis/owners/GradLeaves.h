//===- GradLeaves.h - The leaves that a graph leads to ----------*- C++ -*-===//
//
// Whose gradients a backward computes: leaves that the function made, those
// that it was given, and modules.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_OWNERS_GRADLEAVES_H
#define TORCHLEAK_ANALYSIS_OWNERS_GRADLEAVES_H

#include "analysis/keep/FunctionAnalysis.h"

namespace torchleak {

class GradLeaves : FunctionAnalysis {
public:
  explicit GradLeaves(const FunctionAnalysis &In) : FunctionAnalysis(In) {}

  /// The leaves that a value was computed from.
  struct Leaves {
    /// Made by this function, for this round of its loops.
    bool Fresh = false;
    /// Made by this function.
    bool Own = false;
    /// Parameters of this function, by number.
    llvm::SmallVector<unsigned, 2> Parameters;
    /// Modules that ran on the way.
    llvm::SmallVector<PlaceId, 2> Modules;
  };
  Leaves leavesOf(NodeId N, unsigned Block) const;

private:
  /// A function of the unit that makes a leaf.
  bool returnsLeaf(const Value &V) const;
  /// An optimizer, or an object that is not looked into, may know the leaf.
  bool isHandedOver(NodeId Leaf) const;
};

} // namespace torchleak

#endif
