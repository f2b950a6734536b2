//===- FrozenModules.h - Modules without trainable parameters ---*- C++ -*-===//
//
// requires_grad(false) is asked of one parameter after the other; what it makes
// of the module, of functions that pass modules on, and of what keeps them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_FROZENMODULES_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_FROZENMODULES_H

#include "analysis/calls/CallSites.h"
#include "analysis/keep/RetentionAnalysis.h"

namespace torchleak {

class FrozenModules {
public:
  FrozenModules(UnitFacts &Facts, const EffectTable &Summaries,
                const CallSiteLists &CallSites)
      : Facts(Facts), Summaries(Summaries), CallSites(CallSites) {}

  /// What \p E, of a function, says of modules.
  void collect(FunctionId Function, const Event &E,
               const RetentionAnalysis &Analysis);
  /// Once all functions are collected.
  void propagate();
  bool isFrozen(PlaceId P) const;
  bool isFrozenClass(EntityId Record) const {
    return Record && Frozen.contains(Record);
  }

private:
  /// True if that is new.
  bool freeze(const Place &Module);

  UnitFacts &Facts;
  const EffectTable &Summaries;
  const CallSiteLists &CallSites;
  llvm::DenseSet<EntityId> Frozen;
  /// Frozen as a whole: a method of the class freezes its own parameters.
  std::vector<std::pair<EntityId, FunctionId>> FrozenInMethod;
  /// Parameters of a module that are passed to a function, one by one or as a
  /// list, and the class that passes them.
  struct PassedList {
    FunctionId To;
    unsigned Index;
    PlaceId Module;
    EntityId Record;
  };
  std::vector<PassedList> PassedParameters;
};

} // namespace torchleak

#endif
