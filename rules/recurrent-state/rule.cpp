//===- recurrent-state - States that own their past -----------------------===//
//
// A state is computed from itself and its history is never cut.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class RecurrentState : public RetentionRule {
public:
  RecurrentState() : RetentionRule(Diagnosis::RecurrentState) {}

private:
  void tell(const Retention &R, RetentionStory &S) const override {
    S.say("'" + R.Effect.StoredName +
          "' is computed from its own previous value and never cut from its "
          "history; " +
          S.growth());
    S.advise(R.Effect.Loc, "detach the state between steps, or hold a no-grad "
                           "guard where nothing is trained");
    // In training the gradients of this step may need the state's history.
    if (!R.Effect.Trains && !R.Effect.BackwardInRound)
      S.offerDetach();
  }
};

RuleRegistry::Add<RecurrentState>
    X("torchleak-recurrent-state",
      "A state is computed from itself and its history is never cut");

} // namespace
