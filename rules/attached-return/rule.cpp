//===- attached-return - Results of a step, with their graph --------------===//
//
// A step function returns what its callers keep, still attached.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/diagnosis/RetentionStory.h"

using namespace torchleak;
using clang::FixItHint;

namespace {

class AttachedReturn : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const Retention &R : Unit.retentions()) {
      if (!isAttachedReturn(R))
        continue;
      FunctionId Step = R.Effect.ReturnedBy;
      const std::string &Name = Unit.facts().Functions[Step]->Name;
      const Summary &Returned = Unit.summary(Step);
      Finding F = tellRetention(Unit, R);
      F.Message = "'" + Name +
                  "' returns its result with the autograd graph, and it is "
                  "stored in " +
                  describeRetainer(Unit, R) + "; " + describeGrowth(R);
      F.Notes.push_back(
          {Returned.ReturnAt,
           "returned here, after '" + Name + "' ran the backward: detach it"});
      if (Returned.ReturnedEnd.isValid() && !Returned.ReturnedEnd.isMacroID()) {
        Fix Detach;
        Detach.Description = "return the value without its history";
        Detach.Hints.push_back(
            FixItHint::CreateInsertion(Returned.ReturnedEnd, ".detach()"));
        F.Fixes.push_back(std::move(Detach));
      }
      Findings.push_back(std::move(F));
    }
  }
};

RuleRegistry::Add<AttachedReturn>
    X("torchleak-attached-return",
      "A step function returns what its callers keep, still attached");

} // namespace
