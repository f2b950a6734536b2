//===- graph-accumulation - Sums that keep every term ---------------------===//
//
// An accumulator's history grows by one graph per iteration.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class GraphAccumulation : public RetentionRule {
public:
  GraphAccumulation() : RetentionRule(Diagnosis::GraphAccumulation) {}

private:
  void tell(const Retention &R, RetentionStory &S) const override {
    S.say("'" + R.Effect.StoredName +
          "' adds up values with autograd history and is never cut; " +
          S.growth());
    S.advise(R.Effect.Loc, "add numbers (item()) or detached values, or keep "
                           "running averages under a no-grad guard");
    S.offerDetach();
  }
};

RuleRegistry::Add<GraphAccumulation>
    X("torchleak-graph-accumulation",
      "An accumulator's history grows by one graph per iteration");

} // namespace
