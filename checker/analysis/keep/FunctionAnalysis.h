//===- FunctionAnalysis.h - What the analyses of a function share *- C++
//-*-===//
//
// The facts of one function with what its flow tells of them: each analysis of
// what it keeps asks these.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_FUNCTIONANALYSIS_H
#define TORCHLEAK_ANALYSIS_KEEP_FUNCTIONANALYSIS_H

#include "analysis/flow/Provenance.h"
#include "analysis/repeat/LoopNest.h"

namespace torchleak {

class FunctionAnalysis {
public:
  FunctionAnalysis(UnitFacts &Unit, FunctionId Function,
                   const EffectTable &Summaries, const LoopNest &Loops,
                   ValueFlow &Flow, const GradState &Grad)
      : Unit(Unit), Function(Function), F(*Unit.Functions[Function]),
        Summaries(Summaries), Loops(Loops), Flow(Flow), Grad(Grad) {}

protected:
  /// Under which place an event's function reads what it writes: that of p for
  /// `*p = f(*p)`.
  PlaceId nameOf(const Event &E) const;
  /// The place that an event writes, and those that it may write through a
  /// pointer to one of several: `for (auto *h : {&a, &b}) *h = h->detach()`.
  llvm::SmallVector<PlaceId, 2> writtenBy(const Event &E) const;
  bool reaches(NodeId New, PlaceId P) const;
  /// It is about what a parameter of this function holds.
  bool isOfCaller(const Term &T) const;

  UnitFacts &Unit;
  FunctionId Function;
  const FunctionFacts &F;
  const EffectTable &Summaries;
  const LoopNest &Loops;
  ValueFlow &Flow;
  const GradState &Grad;
};

} // namespace torchleak

#endif
