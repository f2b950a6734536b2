//===- EffectTable.h - What each call does ----------------------*- C++ -*-===//
//
// Of each call: what the bodies do that it may run, as their summaries say; and
// if none is in sight, havoc: whatever it may change is released.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_EFFECTTABLE_H
#define TORCHLEAK_ANALYSIS_CALLS_EFFECTTABLE_H

#include "analysis/calls/Summary.h"
#include "analysis/calls/Targets.h"

namespace torchleak {

class EffectTable {
public:
  explicit EffectTable(const UnitFacts &Unit)
      : Unit(Unit), Bodies(Unit), Summaries(Unit.Functions.size()) {}

  const Targets &targets() const { return Bodies; }
  /// The functions that may run; none if no body is in sight.
  llvm::ArrayRef<FunctionId> calleesOf(const CallFact &Call) const {
    return Bodies.of(Call);
  }
  Summary &operator[](FunctionId Function) { return Summaries[Function]; }
  const Summary &operator[](FunctionId Function) const {
    return Summaries[Function];
  }

  /// What computes \p V: a call whose body is not in sight is what its fact
  /// says of that.
  Op opOf(const FunctionFacts &F, const Value &V) const;
  /// For the reader: a module whose body is not in sight goes by its own name.
  std::string nameOf(const FunctionFacts &F, const Value &V) const;
  /// No body is in sight of a call that something is passed to, or that
  /// returns something, that matters.
  bool isUnknown(const CallFact &Call) const;
  /// What the call, or the indirect call, \p E releases by havoc, as if these
  /// facts stood there.
  llvm::SmallVector<Event, 1> releasesAt(const FunctionFacts &F,
                                         const Event &E) const;

private:
  /// None of the callables that may run does anything to that argument.
  bool isLeftAlone(const CallFact &Call, PlaceId Given) const;
  bool mayEmpty(FunctionId Callable, unsigned Parameter) const;

  const UnitFacts &Unit;
  Targets Bodies;
  std::vector<Summary> Summaries;
  /// Of callables: whether they may empty the parameter of that number.
  mutable llvm::DenseMap<std::pair<FunctionId, unsigned>, bool> MayEmpty;
};

} // namespace torchleak

#endif
