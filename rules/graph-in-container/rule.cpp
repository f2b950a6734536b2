//===- graph-in-container - A value with history is kept ------------------===//
//
// A value with autograd history is stored where it outlives the iteration.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class GraphInContainer : public RetentionRule {
public:
  GraphInContainer() : RetentionRule(Diagnosis::GraphInContainer) {}

private:
  void tell(const Retention &, RetentionStory &S) const override {
    S.say(S.stored() + " keeps its autograd graph when it is stored in " +
          S.retainer() + "; " + S.growth());
    S.offerDetach();
  }
};

RuleRegistry::Add<GraphInContainer> X(
    "torchleak-graph-in-container",
    "A value with autograd history is stored where it outlives the iteration");

} // namespace
