//===- recurrent-state - States that own their past -----------------------===//
//
// A state is computed from itself and its history is never cut.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/diagnosis/RetentionStory.h"

using namespace torchleak;

namespace {

class RecurrentState : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const Retention &R : Unit.retentions()) {
      if (R.Effect.Carried != Carry::State || isMissedByGuard(R))
        continue;
      Finding F = tellRetention(Unit, R);
      F.Message = "'" + R.Effect.StoredName +
                  "' is computed from its own previous value and never cut "
                  "from its history; " +
                  describeGrowth(R);
      F.Notes.push_back({R.Effect.Loc,
                         "detach the state between steps, or hold a no-grad "
                         "guard where nothing is trained"});
      // In training the gradients of this step may need the state's history.
      if (!R.Effect.Trains && !R.Effect.BackwardInRound)
        addDetach(R, F);
      Findings.push_back(std::move(F));
    }
  }
};

RuleRegistry::Add<RecurrentState>
    X("torchleak-recurrent-state",
      "A state is computed from itself and its history is never cut");

} // namespace
