//===- create-graph-cycle - Gradients that own their parameters -----------===//
//
// backward() with create_graph ties parameters and gradients together.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class CreateGraphCycle : public GradientCycleRule {
public:
  CreateGraphCycle() : GradientCycleRule(Diagnosis::CreateGraphCycle) {}

private:
  void tell(const GradientCycle &Cycle, GradientCycleStory &S) const override {
    S.say("this backward gives each parameter a gradient whose graph owns the "
          "parameter, and nothing drops the gradients; " +
          S.round() + " adds one more graph");
    S.advise(Cycle.Loc, "ask autograd::grad() for the gradients, or call "
                        "zero_grad() in each round");
  }
};

RuleRegistry::Add<CreateGraphCycle>
    X("torchleak-create-graph-cycle",
      "backward() with create_graph ties parameters and gradients together");

} // namespace
