//===- inplace-history - Writes that add up -------------------------------===//
//
// In-place writes chain history onto a tensor that lives on.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class InplaceHistory : public RetentionRule {
public:
  InplaceHistory() : RetentionRule(Diagnosis::InplaceHistory) {}

private:
  void tell(const Retention &R, RetentionStory &S) const override {
    S.say("'" + R.Effect.MadeBy +
          "' writes a value with autograd history into '" +
          R.Effect.StoredName + "', which keeps what was written before; " +
          S.growth());
    S.advise(R.Effect.Loc, "write detached values or under a no-grad guard; "
                           "zero_() and fill_() do not drop the history");
    S.offerDetach();
  }
};

RuleRegistry::Add<InplaceHistory>
    X("torchleak-inplace-history",
      "In-place writes chain history onto a tensor that lives on");

} // namespace
