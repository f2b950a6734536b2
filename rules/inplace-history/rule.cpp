//===- inplace-history - Writes that add up
//---------------------------------===//
//
// In-place writes chain history onto a tensor that lives on.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/diagnosis/RetentionStory.h"

using namespace torchleak;

namespace {

class InplaceHistory : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const Retention &R : Unit.retentions()) {
      if (R.Effect.Carried != Carry::InPlace || isMissedByGuard(R))
        continue;
      Finding F = tellRetention(Unit, R);
      F.Message = "'" + R.Effect.MadeBy +
                  "' writes a value with autograd "
                  "history into '" +
                  R.Effect.StoredName +
                  "', which keeps what was written before; " +
                  describeGrowth(R);
      F.Notes.push_back({R.Effect.Loc,
                         "write detached values or under a no-grad guard; "
                         "zero_() and fill_() do not drop the history"});
      addDetach(R, F);
      Findings.push_back(std::move(F));
    }
  }
};

RuleRegistry::Add<InplaceHistory>
    X("torchleak-inplace-history",
      "In-place writes chain history onto a tensor that lives on");

} // namespace
