//===- graph-in-container - A value with history is kept ------------------===//
//
// A value with autograd history is stored where it outlives the iteration.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/diagnosis/RetentionStory.h"

using namespace torchleak;

namespace {

class GraphInContainer : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const Retention &R : Unit.retentions()) {
      // Inference without a guard has its own rule: there the guard is missing,
      // here the value should have been detached.
      if (R.Effect.Carried != Carry::None || isInference(R) ||
          isMissedByGuard(R) || isAttachedReturn(R))
        continue;
      Finding F = tellRetention(Unit, R);
      F.Message = describeStored(R) +
                  " keeps its autograd graph when it is stored in " +
                  describeRetainer(Unit, R) + "; " + describeGrowth(R);
      addDetach(R, F);
      Findings.push_back(std::move(F));
    }
  }
};

RuleRegistry::Add<GraphInContainer> X(
    "torchleak-graph-in-container",
    "A value with autograd history is stored where it outlives the iteration");

} // namespace
