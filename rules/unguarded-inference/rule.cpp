//===- unguarded-inference - Kept results of a forward --------------------===//
//
// Results of a forward that ran without a grad mode guard are kept.
//
//===----------------------------------------------------------------------===//

#include "driver/Rule.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/diagnosis/RetentionStory.h"

using namespace torchleak;
using clang::FixItHint;

namespace {

class UnguardedInference : public Rule {
public:
  void check(const UnitAnalysis &Unit,
             std::vector<Finding> &Findings) const override {
    for (const Retention &R : Unit.retentions()) {
      // Dropped results build no lasting graph: only kept ones are here at all.
      if (R.Effect.Carried != Carry::None || !isInference(R) ||
          isMissedByGuard(R))
        continue;
      Finding F = tellRetention(Unit, R);
      F.Message = describeStored(R) +
                  " was inferred without a no-grad guard and is stored in " +
                  describeRetainer(Unit, R) + "; " + describeRound(R) +
                  " keeps a whole autograd graph with its activations";
      addGuard(Unit, R, F);
      Findings.push_back(std::move(F));
    }
  }

private:
  static void addGuard(const UnitAnalysis &Unit, const Retention &R,
                       Finding &F) {
    // Certain only where the function that runs the module does nothing else
    // than inference: it is the one that stores.
    const Origin &From = R.Because.From;
    if (From.In == NoFunction || From.In != R.Effect.In)
      return;
    const FunctionFacts &Runs = *Unit.facts().Functions[From.In];
    if (Runs.BodyStart.isInvalid() || Runs.DeclaresNoGrad || Runs.IsMain)
      return;
    Fix Guard;
    Guard.Description = "run '" + Runs.Name + "' without grad mode";
    Guard.Hints.push_back(FixItHint::CreateInsertion(
        Runs.BodyStart, "\n  torch::NoGradGuard no_grad;"));
    F.Fixes.push_back(std::move(Guard));
  }
};

RuleRegistry::Add<UnguardedInference>
    X("torchleak-unguarded-inference",
      "Results of a forward that ran without a grad mode guard are kept");

} // namespace
