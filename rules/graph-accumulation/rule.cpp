//===- graph-accumulation - Sums that keep every term
//-----------------------===//
//
// An accumulator's history grows by one graph per iteration.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/diagnosis/RetentionStory.h"

using namespace torchleak;

namespace {

class GraphAccumulation : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const Retention &R : Unit.retentions()) {
      if (R.Effect.Carried != Carry::Accumulation || isMissedByGuard(R))
        continue;
      Finding F = tellRetention(Unit, R);
      F.Message = "'" + R.Effect.StoredName +
                  "' adds up values with autograd history and is never cut; " +
                  describeGrowth(R);
      F.Notes.push_back({R.Effect.Loc,
                         "add numbers (item()) or detached values, or keep "
                         "running averages under a no-grad guard"});
      addDetach(R, F);
      Findings.push_back(std::move(F));
    }
  }
};

RuleRegistry::Add<GraphAccumulation>
    X("torchleak-graph-accumulation",
      "An accumulator's history grows by one graph per iteration");

} // namespace
