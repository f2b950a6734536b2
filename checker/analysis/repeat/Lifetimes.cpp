//===- Lifetimes.cpp - How long calls live, and how often they run --------===//

#include "analysis/repeat/Lifetimes.h"
#include "analysis/calls/Binding.h"
#include "analysis/repeat/LoopNest.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

Lifetimes::CallLife Lifetimes::lifeAt(const CallSite &Site, bool Open,
                                      unsigned Depth) const {
  // A loop that runs until something stops it is what the thread is for.
  if (Site.OnThread && (Open || !Site.InLoop))
    return {Life::Thread};
  if (!Site.InLoop && !Site.Repeats)
    return lifeOfCall(Site.Caller, Open, Depth + 1);
  LoopNest Nest(*Facts.Functions[Site.Caller], Summaries);
  const LoopFact *Loop = Nest.innermost(Site.Block);
  return {Life::Round,
          Loop && Nest.trainsInside(*Loop) ? Training::Pass : Training::None};
}

Lifetimes::CallLife Lifetimes::lifeOfCall(FunctionId Function, bool Open,
                                          unsigned Depth) const {
  if (Facts.Functions[Function]->IsMain)
    return {Life::Program};
  if (Depth > MaxCallerDepth)
    return {Life::Round};
  if (CallSites[Function].empty())
    return {Life::Call};
  // The shortest life that is seen; of these, one within a training.
  CallLife Result{Life::Program};
  for (const CallSite &Site : CallSites[Function]) {
    CallLife Here = lifeAt(Site, Open, Depth);
    if (Here.Ends == Result.Ends)
      Result.Trains = std::max(Result.Trains, Here.Trains);
    else if (Here.Ends < Result.Ends)
      Result = Here;
  }
  return Result;
}

Repetition Lifetimes::throughCalls(Repetition R, FunctionId Function) const {
  CallLife Of = lifeOfCall(Function, R.Times == Rounds::Open, 0);
  R.Holder = Of.Ends;
  R.Trains = std::max(R.Trains, Of.Trains);
  return R;
}

bool Lifetimes::runsOnce(FunctionId Function, unsigned Depth) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  if (F.IsMain)
    return true;
  if (CallSites[Function].size() != 1 ||
      Summaries.targets().isAddressTaken(Function) || F.IsStep ||
      Depth > MaxCallerDepth)
    return false;
  const CallSite &Site = CallSites[Function].front();
  return !Site.InLoop && !Site.Repeats && runsOnce(Site.Caller, Depth + 1);
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
                            RoundsOfLoop During, unsigned Depth) const {
  FunctionId Function = What.In;
  const FunctionFacts &F = *Facts.Functions[Function];
  if (!mayRun(Function, Beside) || F.IsMain)
    return false;
  if (CallSites[Function].empty() ||
      Summaries.targets().isAddressTaken(Function) || F.IsLambda ||
      Depth > MaxCallerDepth)
    return true;
  for (const CallSite &Site : CallSites[Function]) {
    const Binding Bound(Facts, *Facts.Functions[Site.Caller], Site.Call,
                        Function);
    if (!Bound.holds(What.If).value_or(true))
      continue;
    bool Again = (Site.InLoop && !Site.PerObject) || Site.Repeats;
    if (During.Loop) // What runs before or after the rounds does not count.
      Again = Site.Elsewhere ||
              (Site.Caller == During.Of && During.Loop->contains(Site.Block));
    if (Again || mayRunAgain(Site.Caller, Beside, During, Depth + 1))
      return true;
  }
  return false;
}

} // namespace torchleak
