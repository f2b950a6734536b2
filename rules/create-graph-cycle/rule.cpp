//===- create-graph-cycle - Gradients that own their parameters -----------===//
//
// backward() with create_graph ties parameters and gradients together.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"

using namespace torchleak;

namespace {

class CreateGraphCycle : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const GradientCycle &Cycle : Unit.gradientCycles()) {
      const std::string &Name = Unit.facts().Functions[Cycle.In]->Name;
      bool Loop = Cycle.Why == Repeat::Loop;
      Finding F;
      F.Loc = Cycle.Loc;
      F.How = Cycle.How;
      F.What = Retained::AutogradGraph;
      F.Who = Retainer::OwnershipCycle;
      F.Why = Cycle.Why;
      F.Origins.push_back(Cycle.Loc);
      F.Message = "this backward gives each parameter a gradient whose graph "
                  "owns the parameter, and nothing drops the gradients; " +
                  (Loop ? std::string("each iteration")
                        : "each call of '" + Name + "'") +
                  " adds one more graph";
      F.Notes.push_back(
          {Cycle.RepeatLoc,
           Loop ? std::string("this loop repeats it")
           : Cycle.How == Confidence::Definite
               ? "'" + Name + "' runs again and again here"
               : "assuming that '" + Name + "' is called again and again"});
      F.Notes.push_back({Cycle.Loc,
                         "ask autograd::grad() for the gradients, or call "
                         "zero_grad() in each round"});
      Findings.push_back(std::move(F));
    }
  }
};

RuleRegistry::Add<CreateGraphCycle>
    X("torchleak-create-graph-cycle",
      "backward() with create_graph ties parameters and gradients together");

} // namespace
