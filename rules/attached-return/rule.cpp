//===- attached-return - Results of a step, with their graph --------------===//
//
// A step function returns what its callers keep, still attached.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class AttachedReturn : public RetentionRule {
public:
  AttachedReturn() : RetentionRule(Diagnosis::AttachedReturn) {}

private:
  void tell(const Retention &R, RetentionStory &S) const override {
    FunctionId Step = R.Effect.ReturnedBy;
    const std::string &Name = S.unit().facts().Functions[Step]->Name;
    const Summary &Returned = S.unit().summary(Step);
    S.say("'" + Name +
          "' returns its result with the autograd graph, and it is stored in " +
          S.retainer() + "; " + S.growth());
    S.advise(Returned.ReturnAt,
             "returned here, after '" + Name + "' ran the backward: detach it");
    if (Returned.ReturnedEnd.isInvalid() || Returned.ReturnedEnd.isInMacro())
      return;
    Fix Detach;
    Detach.Description = "return the value without its history";
    Detach.Edits.push_back(Edit::insertion(Returned.ReturnedEnd, ".detach()"));
    S.offer(std::move(Detach));
  }
};

RuleRegistry::Add<AttachedReturn>
    X("torchleak-attached-return",
      "A step function returns what its callers keep, still attached");

} // namespace
