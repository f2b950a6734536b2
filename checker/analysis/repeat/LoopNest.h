//===- LoopNest.h - The loops around a block of a function ------*- C++ -*-===//
//
// How many rounds run there within one life of something that ends with the
// round of a loop, or with the function.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_REPEAT_LOOPNEST_H
#define TORCHLEAK_ANALYSIS_REPEAT_LOOPNEST_H

#include "analysis/calls/EffectTable.h"
#include "analysis/repeat/Rounds.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace torchleak {

class LoopNest {
public:
  LoopNest(const FunctionFacts &F, const EffectTable &Summaries)
      : F(F), Summaries(Summaries) {}

  const LoopFact *outermost(unsigned Block) const;
  const LoopFact *innermost(unsigned Block) const;
  static Rounds roundsOf(const LoopFact &Loop);
  /// Each round is a step of training, or has some.
  bool trains(const LoopFact *Loop) const;
  /// A round is a pass: it has a loop whose rounds are steps.
  bool trainsInside(const LoopFact &Loop) const;

  struct Within {
    /// The loop whose rounds end the life.
    const LoopFact *Ends = nullptr;
    /// The outermost one that repeats within the life.
    const LoopFact *Repeats = nullptr;
    /// Not OnlyNodes.
    Repetition How;
  };
  using LoopTest = llvm::function_ref<bool(const LoopFact &)>;
  /// \p EndsLife: each round begins with a new holder, or an empty one. Loops
  /// inside of the last such one repeat if they \p Count.
  Within within(unsigned Block, LoopTest EndsLife, LoopTest Counts) const;

private:
  const FunctionFacts &F;
  const EffectTable &Summaries;
  /// Asked for each store, so answered once per loop.
  mutable llvm::DenseMap<const LoopFact *, bool> Trains;
};

} // namespace torchleak

#endif
