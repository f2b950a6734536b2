//===- ineffective-guard - Guards that guard nothing ----------------------===//
//
// A guard does not reach the module whose results are kept.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class IneffectiveGuard : public RetentionRule {
public:
  IneffectiveGuard() : RetentionRule(Diagnosis::IneffectiveGuard) {}

private:
  void tell(const Retention &R, RetentionStory &S) const override {
    // A guard that guards nothing is harmless until results are kept.
    S.say(S.stored() + " was computed with grad mode on and is stored in " +
          S.retainer() + ": " + describe(R.Guard.Problem) + "; " + S.round() +
          " keeps a whole autograd graph with its activations");
    S.advise(R.Guard.Loc, "the guard");
    if (R.StartedAt.isValid() && R.StartedAt != R.Guard.Loc)
      S.advise(R.StartedAt, "what is started here runs without it: a guard "
                            "belongs into the code that runs");
    offerScope(R, S);
  }

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

  static void offerScope(const Retention &R, RetentionStory &S) {
    SpotRange Parentheses = R.Guard.Parentheses;
    if (!Parentheses.isValid() || Parentheses.isInMacro())
      return;
    bool Named = R.Guard.Problem == GuardProblem::FunctionDeclaration;
    Fix Guard;
    Guard.Description = "make it a variable that lives to the end of the scope";
    Guard.Edits.push_back({Parentheses, Named ? "" : " no_grad"});
    S.offer(std::move(Guard));
  }
};

RuleRegistry::Add<IneffectiveGuard>
    X("torchleak-ineffective-guard",
      "A guard does not reach the module whose results are kept");

} // namespace
