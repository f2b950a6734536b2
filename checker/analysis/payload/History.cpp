//===- History.cpp - Graphs that kept values own --------------------------===//

#include "analysis/payload/History.h"
#include "analysis/payload/KeyDomains.h"

namespace torchleak {

TermSet graphTerms(const TermSet &Terms) {
  TermSet Out;
  for (const Term &T : Terms)
    if (T.Recorded || T.Kind == Term::Content)
      addTerm(Out, T);
  return Out;
}

bool History::enters(const Event &E, unsigned Block,
                     StoreEffect &Effect) const {
  // A list of modules keeps parameters, and what was written into them.
  const Place &Into = Unit.Places[E.place()];
  if (!Into.HoldsTensors && !Into.OwnsCallables && Into.OwnsObjects)
    return false;
  const auto &Store = E.get<fact::Store>();
  if (Store.Adds == fact::Store::PerKey && mayBeNew(Store.Key))
    Effect.Key = Store.Key;
  Effect.Terms =
      Grad.conditions().fromBlock(graphTerms(Grad.at(E.value()).Terms), Block);
  return !Effect.Terms.empty();
}

bool History::enters(const StoreEffect &Inner, unsigned Call, FunctionId Callee,
                     unsigned Block, StoreEffect &Effect) const {
  Effect.Terms.clear();
  Grad.substitute(Inner.Terms, Call, Callee, Effect.Terms);
  Effect.Terms = Grad.conditions().fromBlock(graphTerms(Effect.Terms), Block);
  return !Effect.Terms.empty();
}

} // namespace torchleak
