//===- ownership-cycle - Shared owners that own each other ----------------===//
//
// Shared owners form a cycle that holds tensors, and code ties it.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class OwnershipCycleRule : public CycleRule {
public:
  OwnershipCycleRule() : CycleRule(Diagnosis::OwnershipCycle) {}

private:
  void tell(const TiedCycle &Tied, CycleStory &S) const override {
    S.say("storing an owning pointer to '" + S.closedOver() + "' in '" +
          S.closedBy() +
          "' closes a cycle of owners; none of its objects, nor the tensors "
          "they hold, are ever freed");
    S.advise(Tied.closing().Loc, "hold the way back weakly: a std::weak_ptr or "
                                 "a plain pointer does not own");
  }
};

RuleRegistry::Add<OwnershipCycleRule>
    X("torchleak-ownership-cycle",
      "Shared owners form a cycle that holds tensors, and code ties it");

} // namespace
