//===- Diagnosis.cpp - What is wrong with a retention ---------------------===//

#include "analysis/diagnosis/Diagnosis.h"
#include "analysis/UnitAnalysis.h"

namespace torchleak {

/// A module was run, and what runs it and keeps the result does not train it;
/// unless \p Beside, neither do the callers.
static bool isEvaluation(const Retention &R, bool Beside) {
  if ((Beside ? R.TrainsItself : R.Effect.Trains) ||
      R.Effect.BackwardLoc.isValid())
    return false;
  // Parameters of one's own are used in training code; a module is run.
  return R.Because.Kind == Term::Trainable || R.Because.From.Module;
}

/// A module computed the value, in code that shows no training: what is missing
/// is a guard, and not a detach.
static bool isInference(const Retention &R) {
  // A loss is computed in order to train or to evaluate training.
  return isEvaluation(R, /*Beside=*/false) && !R.Because.Loss;
}

/// A guard was meant for the value and does not reach it.
static bool isMissedByGuard(const Retention &R) {
  switch (R.Guard.Problem) {
  case GuardProblem::None:
    return false;
  case GuardProblem::Constructor:
  case GuardProblem::OtherThread:
    // Training has the evaluation beside it.
    return isEvaluation(R, /*Beside=*/true);
  case GuardProblem::Temporary:
  case GuardProblem::FunctionDeclaration:
  case GuardProblem::ScopeEnds:
    // It guards nothing at all, whatever else the function is for.
    return R.Effect.BackwardLoc.isInvalid();
  }
  return false;
}

// The most specific reading comes first: a guard that guards nothing explains
// more than its absence, a carried value more than the place that it is in, and
// a step that returned too much more than the container of its caller.
Diagnosis diagnose(const Retention &R) {
  if (R.Effect.Payload == PayloadKind::Handle)
    return Diagnosis::UnboundedCache;
  if (isMissedByGuard(R))
    return Diagnosis::IneffectiveGuard;
  switch (R.Effect.Carried) {
  case Carry::Accumulation:
    return Diagnosis::GraphAccumulation;
  case Carry::State:
    return Diagnosis::RecurrentState;
  case Carry::InPlace:
    return Diagnosis::InplaceHistory;
  case Carry::None:
    break;
  }
  if (isInference(R))
    return Diagnosis::UnguardedInference;
  if (R.Effect.ReturnedBy != NoFunction)
    return Diagnosis::AttachedReturn;
  return Diagnosis::GraphInContainer;
}

Diagnosis diagnose(const TiedCycle &) { return Diagnosis::OwnershipCycle; }

Diagnosis diagnose(const GradientCycle &) {
  return Diagnosis::CreateGraphCycle;
}

} // namespace torchleak
