//===- ownership-cycle - Shared owners that own each other ----------------===//
//
// Shared owners form a cycle that holds tensors, and code ties it.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"

using namespace torchleak;

namespace {

class OwnershipCycleRule : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const TiedCycle &Tied : Unit.cycles()) {
      const std::vector<TieEffect> &Hops = Tied.Cycle.Hops;
      const TieEffect &Closing = Hops[Tied.Cycle.Closing];
      Finding F;
      F.Loc = Closing.Loc;
      F.How = Tied.How;
      F.What = Retained::Tensor;
      F.Who = Retainer::OwnershipCycle;
      F.Why = Tied.Why;
      F.Message = "storing an owning pointer to '" +
                  Unit.recordName(Closing.ToRecord) + "' in '" +
                  hopName(Unit, Closing) +
                  "' closes a cycle of owners; none of its objects, nor the "
                  "tensors they hold, "
                  "are ever freed";
      for (unsigned I = 0; I != Hops.size(); ++I) {
        // The way round, starting at the object that the closing pointer leads
        // to.
        const TieEffect &Hop = Hops[(Tied.Cycle.Closing + 1 + I) % Hops.size()];
        F.Notes.push_back({Hop.Loc, "'" + Unit.recordName(Hop.FromRecord) +
                                        "' owns '" +
                                        Unit.recordName(Hop.ToRecord) +
                                        "' through '" + Hop.FieldName + "'"});
        F.Origins.push_back(Hop.Loc);
      }
      if (Tied.RepeatLoc.isValid())
        F.Notes.push_back(
            {Tied.RepeatLoc,
             Tied.Why == Repeat::Loop
                 ? std::string("this loop makes such a cycle each time")
             : Tied.How == Confidence::Definite
                 ? "'" + Tied.RepeatName + "' runs again and again here"
                 : "assuming that '" + Tied.RepeatName +
                       "' runs for more than one object"});
      F.Notes.push_back(
          {Closing.Loc,
           "hold the way back weakly: a std::weak_ptr or a plain pointer "
           "does not own"});
      Findings.push_back(std::move(F));
    }
  }

private:
  static std::string hopName(const UnitAnalysis &Unit, const TieEffect &Hop) {
    return Unit.recordName(Hop.FromRecord) + "::" + Hop.FieldName;
  }
};

RuleRegistry::Add<OwnershipCycleRule>
    X("torchleak-ownership-cycle",
      "Shared owners form a cycle that holds tensors, and code ties it");

} // namespace
