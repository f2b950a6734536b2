//===- ineffective-guard - Guards that guard nothing ----------------------===//
//
// A guard does not reach the module whose results are kept.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/diagnosis/RetentionStory.h"

using namespace torchleak;
using clang::FixItHint;

namespace {

class IneffectiveGuard : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const Retention &R : Unit.retentions()) {
      // A guard that guards nothing is harmless until results are kept.
      if (!isMissedByGuard(R))
        continue;
      Finding F = tellRetention(Unit, R);
      F.Message = describeStored(R) +
                  " was computed with grad mode on and is stored in " +
                  describeRetainer(Unit, R) + ": " + describe(R.Guard.Problem) +
                  "; " + describeRound(R) +
                  " keeps a whole autograd graph with its activations";
      F.Notes.push_back({R.Guard.Loc, "the guard"});
      if (R.StartedAt.isValid() && R.StartedAt != R.Guard.Loc)
        F.Notes.push_back({R.StartedAt,
                           "what is started here runs without it: a guard "
                           "belongs into the code that runs"});
      addFix(R, F);
      Findings.push_back(std::move(F));
    }
  }

private:
  static std::string describe(GuardProblem Problem) {
    switch (Problem) {
    case GuardProblem::Temporary:
      return "the guard is a temporary, gone at the end of its statement";
    case GuardProblem::FunctionDeclaration:
      return "what looks like a guard declares a function";
    case GuardProblem::Constructor:
      return "the guard ends with the constructor";
    case GuardProblem::OtherThread:
      return "the guard is held by another thread, and grad mode belongs to a "
             "thread";
    default:
      return "the scope of the guard ends before anything runs";
    }
  }

  static void addFix(const Retention &R, Finding &F) {
    clang::SourceRange Parentheses = R.Guard.Parentheses;
    if (Parentheses.isInvalid() || Parentheses.getBegin().isMacroID())
      return;
    bool Named = R.Guard.Problem == GuardProblem::FunctionDeclaration;
    Fix Guard;
    Guard.Description = "make it a variable that lives to the end of the scope";
    Guard.Hints.push_back(
        Named ? FixItHint::CreateRemoval(Parentheses)
              : FixItHint::CreateReplacement(Parentheses, " no_grad"));
    F.Fixes.push_back(std::move(Guard));
  }
};

RuleRegistry::Add<IneffectiveGuard>
    X("torchleak-ineffective-guard",
      "A guard does not reach the module whose results are kept");

} // namespace
