//===- unguarded-inference - Kept results of a forward --------------------===//
//
// Results of a forward that ran without a grad mode guard are kept.
//
//===----------------------------------------------------------------------===//

#include "driver/DiagnosisRule.h"

using namespace torchleak;

namespace {

class UnguardedInference : public RetentionRule {
public:
  UnguardedInference() : RetentionRule(Diagnosis::UnguardedInference) {}

private:
  void tell(const Retention &R, RetentionStory &S) const override {
    // Dropped results build no lasting graph: only kept ones are here at all.
    S.say(S.stored() +
          " was inferred without a no-grad guard and is stored in " +
          S.retainer() + "; " + S.round() +
          " keeps a whole autograd graph with its activations");
    offerGuard(R, S);
  }

  static void offerGuard(const Retention &R, RetentionStory &S) {
    // Certain only where the function that runs the module does nothing else
    // than inference: it is the one that stores.
    const Origin &From = R.Because.From;
    if (From.In == NoFunction || From.In != R.Effect.In)
      return;
    const FunctionFacts &Runs = *S.unit().facts().Functions[From.In];
    const llvm::StringRef Name = "no_grad";
    if (Runs.BodyStart.isInvalid() || Runs.IsMain ||
        llvm::is_contained(Runs.TakenNames, Name))
      return;
    Fix Guard;
    Guard.Description = "run '" + Runs.Name + "' without grad mode";
    Guard.Edits.push_back(Edit::insertion(
        Runs.BodyStart, ("\n  torch::NoGradGuard " + Name + ";").str()));
    S.offer(std::move(Guard));
  }
};

RuleRegistry::Add<UnguardedInference>
    X("torchleak-unguarded-inference",
      "Results of a forward that ran without a grad mode guard are kept");

} // namespace
