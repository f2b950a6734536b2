//===- IneffectiveGuards.h - Guards that guard nothing ----------*- C++ -*-===//
//
// A guard that is gone before an operator runs, or that is held by another
// thread than the one that runs it. By itself it is no leak: it tells why the
// module whose results are kept ran with grad mode on.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_DIAGNOSIS_INEFFECTIVEGUARDS_H
#define TORCHLEAK_ANALYSIS_DIAGNOSIS_INEFFECTIVEGUARDS_H

#include "analysis/calls/CallSites.h"
#include "analysis/calls/EffectTable.h"
#include "analysis/calls/GradModes.h"
#include "analysis/keep/Retention.h"

namespace torchleak {

class IneffectiveGuards {
public:
  IneffectiveGuards(const UnitFacts &Facts, const EffectTable &Summaries,
                    const CallSiteLists &CallSites, const GradModes &Modes)
      : Facts(Facts), Summaries(Summaries), CallSites(CallSites), Modes(Modes) {
  }

  /// Guards of the function that are gone before anything runs.
  void collect(FunctionId Function);
  /// Tells \p R of the one that was meant for it, if there is one.
  void find(Retention &R) const;

private:
  bool guardOutside(FunctionId Function, Retention &R,
                    llvm::DenseSet<FunctionId> &Asked) const;

  const UnitFacts &Facts;
  const EffectTable &Summaries;
  const CallSiteLists &CallSites;
  const GradModes &Modes;
  std::vector<IdleGuard> IdleGuards;
};

} // namespace torchleak

#endif
