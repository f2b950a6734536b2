//===- ModeState.h - In which grad mode values are computed -----*- C++ -*-===//
//
// Grad mode at each node of the value flow: on, off, what the caller's is, or
// what a flag says.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_MODESTATE_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_MODESTATE_H

#include "analysis/flow/Conditions.h"
#include "analysis/flow/ValueFlow.h"

namespace torchleak {

/// A grad mode that is set where all of If holds, and off elsewhere.
struct ConditionalMode {
  GradMode Mode = GradMode::Unknown;
  Conditions::List If;
};

class ModeState {
public:
  ModeState(const UnitFacts &Unit, FunctionId Function, const ValueFlow &Flow,
            const EffectTable &Summaries, const Conditions &Branches);

  const ConditionalMode &at(NodeId N) const { return *NodeModes[N]; }
  /// Unknown where it depends on something.
  GradMode modeOf(NodeId N) const;
  /// Under which the callees of a call run.
  GradMode modeOfCall(const CallFact &Call) const;
  ConditionalMode conditionalModeOfCall(const CallFact &Call) const;
  /// What callers find when the function returns.
  ModeEffect modeAtExit() const;

private:
  ConditionalMode meetModes(NodeId Phi) const;

  const UnitFacts &Unit;
  FunctionId Function;
  const ValueFlow &Flow;
  const EffectTable &Summaries;
  const Conditions &Branches;
  /// Not reached, while it is computed: no value.
  std::vector<std::optional<ConditionalMode>> NodeModes;
};

} // namespace torchleak

#endif
