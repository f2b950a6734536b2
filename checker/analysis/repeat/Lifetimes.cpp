//===- Lifetimes.cpp - How long calls live, and how often they run --------===//

#include "analysis/repeat/Lifetimes.h"
#include "analysis/calls/Binding.h"
#include "analysis/repeat/LoopNest.h"
#include "llvm/ADT/DenseSet.h"

namespace torchleak {

void Lifetimes::CallLife::meet(const CallLife &Other) {
  if (Other.Ends == Ends)
    Trains = std::max(Trains, Other.Trains);
  else if (Other.Ends < Ends)
    *this = Other;
}

void Lifetimes::meetLives(FunctionId Function, bool Open, Callers &Asked,
                          CallLife &Result) const {
  auto [It, New] = Asked.try_emplace(Function, true);
  if (!New) {
    // A call of functions that call each other ends with a round of that.
    if (It->second)
      Result.meet({Life::Round});
    return;
  }
  if (Facts.Functions[Function]->IsMain)
    Result.meet({Life::Program});
  else if (CallSites[Function].empty())
    Result.meet({Life::Call});
  else
    for (const CallSite &Site : CallSites[Function]) {
      // A loop that runs until something stops it is what the thread is for.
      if (Site.OnThread && (Open || !Site.InLoop)) {
        Result.meet({Life::Thread});
      } else if (!Site.InLoop && !Site.Repeats) {
        meetLives(Site.Caller, Open, Asked, Result);
      } else {
        LoopNest Nest(*Facts.Functions[Site.Caller], Summaries);
        const LoopFact *Loop = Nest.innermost(Site.Block);
        Result.meet({Life::Round, Loop && Nest.trainsInside(*Loop)
                                      ? Training::Pass
                                      : Training::None});
      }
    }
  Asked[Function] = false;
}

Lifetimes::CallLife Lifetimes::lifeOfCall(FunctionId Function,
                                          bool Open) const {
  // The shortest life that is seen.
  CallLife Result{Life::Program};
  Callers Asked;
  meetLives(Function, Open, Asked, Result);
  return Result;
}

Repetition Lifetimes::throughCalls(Repetition R, FunctionId Function) const {
  CallLife Of = lifeOfCall(Function, R.Times == Rounds::Open);
  R.Holder = Of.Ends;
  R.Trains = std::max(R.Trains, Of.Trains);
  return R;
}

bool Lifetimes::runsOnce(FunctionId Function) const {
  // Up the one way that leads there; round and round is not once.
  for (llvm::SmallDenseSet<FunctionId, 8> Seen; Seen.insert(Function).second;) {
    const FunctionFacts &F = *Facts.Functions[Function];
    if (F.IsMain)
      return true;
    if (CallSites[Function].size() != 1 ||
        Summaries.targets().isAddressTaken(Function) || F.IsStep)
      return false;
    const CallSite &Site = CallSites[Function].front();
    if (Site.InLoop || Site.Repeats)
      return false;
    Function = Site.Caller;
  }
  return false;
}

Lifetimes::Cause Lifetimes::causeOf(FunctionId Function, unsigned Block) const {
  Cause Result;
  if (const LoopFact *Loop =
          LoopNest(*Facts.Functions[Function], Summaries).outermost(Block)) {
    Result.Times = LoopNest::roundsOf(*Loop);
    Result.Loop = Loop;
    return Result;
  }
  if (runsOnce(Function))
    return Result;
  Result.Times = Rounds::Open;
  Result.How = Confidence::Likely;
  for (const CallSite &Site : CallSites[Function])
    if (Site.InLoop || Site.Repeats) {
      Result.Site = &Site;
      Result.How = Confidence::Definite;
    }
  return Result;
}

Lifetimes::Cause Lifetimes::causeOfCalls(FunctionId Function) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  Cause Result;
  if (F.IsConstructor || F.IsDestructor || F.IsMain)
    return Result;
  Result.Times = Rounds::Open;
  Result.How =
      F.IsStep || F.IsModuleForward ? Confidence::Definite : Confidence::Likely;
  return Result;
}

RoundsOfLoop Lifetimes::roundsOf(FunctionId Function,
                                 const LoopFact *Loop) const {
  if (!Loop || Function == NoFunction || !runsOnce(Function))
    return {};
  return {Function, Loop};
}

bool Lifetimes::mayRun(FunctionId Function, FunctionId Beside) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  if (Beside != NoFunction && !mayRun(Beside, NoFunction))
    return true;
  return !Facts.HasMain || F.IsMain ||
         Summaries.targets().isAddressTaken(Function) || F.IsLambda ||
         F.IsDestructor || !CallSites[Function].empty();
}

bool Lifetimes::mayRunAgain(const Change &What, FunctionId Beside,
                            RoundsOfLoop During) const {
  Callers Asked;
  return mayRunAgain(What, Beside, During, Asked);
}

bool Lifetimes::mayRunAgain(const Change &What, FunctionId Beside,
                            RoundsOfLoop During, Callers &Asked) const {
  FunctionId Function = What.In;
  auto [It, New] = Asked.try_emplace(Function, true);
  if (!New) // Functions that call each other run again; others were asked.
    return It->second;
  const FunctionFacts &F = *Facts.Functions[Function];
  bool Runs = mayRun(Function, Beside) && !F.IsMain;
  if (!Runs || CallSites[Function].empty() ||
      Summaries.targets().isAddressTaken(Function) || F.IsLambda) {
    Asked[Function] = false;
    return Runs;
  }
  for (const CallSite &Site : CallSites[Function]) {
    const Binding Bound(Facts, *Facts.Functions[Site.Caller], Site.Call,
                        Function);
    if (!Bound.holds(What.If).value_or(true))
      continue;
    bool Again = (Site.InLoop && !Site.PerObject) || Site.Repeats;
    if (During.Loop) // What runs before or after the rounds does not count.
      Again = Site.Elsewhere ||
              (Site.Caller == During.Of && During.Loop->contains(Site.Block));
    if (Again || mayRunAgain(Site.Caller, Beside, During, Asked))
      return true;
  }
  Asked[Function] = false;
  return false;
}

} // namespace torchleak
