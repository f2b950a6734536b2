//===- Resets.h - What is set anew, and when --------------------*- C++ -*-===//
//
// A round, or a call, that sets a place to what was not made from it, or cuts
// it, ends what earlier ones left there.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_RESETS_H
#define TORCHLEAK_ANALYSIS_KEEP_RESETS_H

#include "analysis/keep/InPlaceCuts.h"
#include "analysis/keep/PlaceChecks.h"

namespace torchleak {

class Resets : FunctionAnalysis {
public:
  Resets(const FunctionAnalysis &In, const InPlaceCuts &Cuts,
         const PlaceChecks &Checks)
      : FunctionAnalysis(In), Cuts(Cuts), Checks(Checks) {}

  /// \p Callee keeps in \p W what it is given.
  static bool isSetter(const UnitFacts &Unit, FunctionId Callee,
                       const WriteEffect &W);
  /// Whatever its history is, the caller gave it.
  bool isGiven(ValueId V) const;
  /// The assignment \p E, in \p Block, makes the new value of its place from
  /// something else than the old one, perhaps on one side of a condition, and
  /// not the first times only.
  bool setsAnew(const Event &E, PlaceId P, unsigned Block,
                const LoopFact *Loop) const;
  /// Places that a callee sets to what this function gives it, which has no
  /// part of what was there: `cell.setState(zeros())`.
  llvm::SmallVector<PlaceId, 2> setAnewBy(const Event &Call,
                                          unsigned Block) const;
  /// With \p OnlyIf, what happens only if a parameter says so does not count,
  /// but is noted there.
  bool resetWithin(PlaceId Sink, const LoopFact *Loop,
                   Condition *OnlyIf = nullptr) const;
  /// Places of callers.
  void summarize(Summary &Result) const;

private:
  bool setAnewWithin(PlaceId Sink, const LoopFact *Loop,
                     Condition *OnlyIf) const;

  const InPlaceCuts &Cuts;
  const PlaceChecks &Checks;
};

} // namespace torchleak

#endif
