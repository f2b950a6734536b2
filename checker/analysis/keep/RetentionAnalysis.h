//===- RetentionAnalysis.h - What a function keeps --------------*- C++ -*-===//
//
// Runs over one function after its callees: follows every value that is kept,
// and either decides that what keeps it outlives a repetition, or hands the
// store on to the callers in its summary. It wires the analyses that each know
// a part.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_RETENTIONANALYSIS_H
#define TORCHLEAK_ANALYSIS_KEEP_RETENTIONANALYSIS_H

#include "analysis/PhaseSeconds.h"
#include "analysis/keep/Stores.h"
#include "analysis/keep/TrainingSigns.h"
#include "analysis/owners/GradLeaves.h"
#include "analysis/owners/Ownership.h"

namespace torchleak {

class RetentionAnalysis {
public:
  RetentionAnalysis(UnitFacts &Unit, FunctionId Function,
                    const EffectTable &Summaries, std::vector<Retention> &Found,
                    std::vector<OwnershipCycle> &Cycles, PhaseSeconds &Seconds);
  RetentionAnalysis(const RetentionAnalysis &) = delete;
  RetentionAnalysis &operator=(const RetentionAnalysis &) = delete;
  /// What callers need to know of the function.
  Summary run();

  /// Modes and places as this function sees them.
  const GradState &grad() const { return Grad; }
  const ValueFlow &flow() const { return Flow; }
  /// What the function releases, frees or cuts may be missing.
  bool gaveUp() const {
    return Flow.gaveUp() || Keeps->Backward.gaveUp() || Keeps->Cuts.gaveUp();
  }
  const FunctionModules &modules() const { return Keeps->Modules; }
  const PlaceChecks &checks() const { return Keeps->Checks; }
  const Releases &releases() const { return Keeps->Released; }
  const Resets &resets() const { return Keeps->Reset; }
  const TrainingSigns &training() const { return Keeps->Signs; }
  const GradLeaves &leaves() const { return Keeps->Leaves; }

private:
  /// What is known of the function once its flow is; each needs those before.
  struct Parts {
    Parts(const FunctionAnalysis &In, const Payloads &Payload)
        : Signs(In), Leaves(In), Modules(In), Backward(In), Cuts(In),
          Checks(In, Payload.Handles), Growing(In), Released(In, Cuts, Payload),
          Reset(In, Cuts, Checks), Uses(In, Backward) {}
    TrainingSigns Signs;
    GradLeaves Leaves;
    FunctionModules Modules;
    Backwards Backward;
    InPlaceCuts Cuts;
    PlaceChecks Checks;
    Growth Growing;
    Releases Released;
    Resets Reset;
    Consumers Uses;
  };
  /// What it returns, and what it leaves in places.
  void summarizeReturns();
  void summarizeWrites();

  UnitFacts &Unit;
  FunctionId Function;
  const FunctionFacts &F;
  const EffectTable &Summaries;
  std::vector<Retention> &Found;
  std::vector<OwnershipCycle> &Cycles;
  PhaseSeconds &Seconds;
  LoopNest Loops;
  ValueFlow Flow;
  GradState Grad;
  FunctionAnalysis Base;
  Payloads Payload;
  std::optional<Parts> Keeps;
  Summary Result;
};

} // namespace torchleak

#endif
