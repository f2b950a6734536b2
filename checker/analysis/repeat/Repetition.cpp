//===- Repetition.cpp - What runs again, and what ends with it ------------===//
//
// Whether another function that runs again and again empties, replaces or cuts
// what is kept.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

// Callers of callers that are asked whether something runs again.
static constexpr unsigned MaxCallerDepth = 8;

bool UnitAnalysis::mayRun(FunctionId Function, FunctionId Beside) const {
  // With the whole program in sight, a function that nobody calls does not run,
  // unless the code that the question is about is not called either.
  const FunctionFacts &F = *Facts.Functions[Function];
  if (Beside != NoFunction && !mayRun(Beside, NoFunction))
    return true;
  return !Facts.HasMain || F.IsMain || F.AddressTaken || F.IsLambda ||
         F.IsDestructor || !CallSites[Function].empty();
}

UnitAnalysis::Rounds UnitAnalysis::roundsOf(const Retention &R) const {
  if (R.Why != Repeat::Loop || R.Top == NoFunction || !runsOnce(R.Top))
    return {};
  for (const LoopFact &Loop : Facts.Functions[R.Top]->Loops)
    if (Loop.Loc == R.RepeatLoc)
      return {R.Top, &Loop};
  return {};
}

bool UnitAnalysis::mayRunAgain(const Change &What, FunctionId Beside,
                               Rounds During, unsigned Depth) const {
  FunctionId Function = What.In;
  const FunctionFacts &F = *Facts.Functions[Function];
  if (!mayRun(Function, Beside) || F.IsMain)
    return false;
  if (CallSites[Function].empty() || F.AddressTaken || F.IsLambda ||
      Depth > MaxCallerDepth)
    return true;
  for (const CallSite &Site : CallSites[Function]) {
    const CallFact &Call = Facts.Functions[Site.Caller]->Calls[Site.Call];
    if (!Conditions::byNumber(Facts, What.If, Call).value_or(true))
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

bool UnitAnalysis::runsOnce(FunctionId Function, unsigned Depth) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  if (F.IsMain)
    return true;
  if (CallSites[Function].size() != 1 || F.AddressTaken || F.IsStep ||
      Depth > MaxCallerDepth)
    return false;
  const CallSite &Site = CallSites[Function].front();
  return !Site.InLoop && !Site.Repeats && runsOnce(Site.Caller, Depth + 1);
}

bool UnitAnalysis::endsWithCall(FunctionId Function, bool OpenLoop,
                                unsigned Depth) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  if (F.IsMain || Depth > MaxCallerDepth)
    return false;
  // Out of sight: a method serves one sequence at a time, unless its loop runs
  // until something stops it.
  if (CallSites[Function].empty())
    return F.Record && !OpenLoop;
  for (const CallSite &Site : CallSites[Function]) {
    // The loop of a thread that runs until something stops it is what the
    // thread is for.
    if (Site.OnThread && OpenLoop)
      continue;
    if (Site.InLoop || Site.Repeats ||
        endsWithCall(Site.Caller, OpenLoop, Depth + 1))
      return true;
  }
  return false;
}

bool UnitAnalysis::endsWithFunction(const Retention &R) const {
  const StoreEffect &Effect = R.Effect;
  if (Effect.ResetIn != NoFunction && !runsOnce(Effect.ResetIn))
    return true;
  if (!R.InLocal)
    return false;
  // The nodes of a few graphs, until the call ends: what an optimizer's closure
  // notes. A function that trains is the whole training, unless callers in
  // sight repeat it.
  if (Effect.Carried == Carry::None)
    return Effect.Freed && endsWithCall(R.Top, R.InOpenLoop) &&
           !(R.InTraining && CallSites[R.Top].empty());
  // What is collected in a loop of known length is what the function is for.
  bool Collects = !R.InOpenLoop && !Facts.Functions[R.Top]->IsMain;
  if (Effect.Carried == Carry::State)
    return endsWithCall(R.Top, R.InOpenLoop) ||
           (Effect.Concatenates && Collects);
  // So many rounds, again and again: one answer of a model, token by token.
  if (Effect.Carried == Carry::Accumulation && R.InConstantLoop)
    return endsWithCall(R.Top, false);
  return Effect.Carried == Carry::InPlace && Collects &&
         Facts.Places[R.Sink].Tensor;
}

bool UnitAnalysis::isLasting(PlaceId P) const {
  return Facts.Places[P].Kind == PlaceKind::Field ||
         Facts.Places[P].Kind == PlaceKind::Global;
}

bool UnitAnalysis::releasedElsewhere(PlaceId Sink, PayloadKind Kept,
                                     FunctionId In, Rounds During) const {
  auto isReleased = [&](EntityId Key, bool IsSink, bool IsOwner = false) {
    for (const auto *Map : {&FieldReleases, &FieldReplacements, &FieldTrims,
                            &ElementReplacements}) {
      if (Map == &ElementReplacements && IsSink)
        continue;
      auto It = Map->find(Key);
      if (It == Map->end())
        continue;
      // What the same function does to the owner was not seen under its other
      // name.
      auto isInRounds = [&](const Change &Here) {
        return IsOwner && During.Loop && During.Loop->contains(Here.Block);
      };
      for (const Change &Here : It->second)
        if (Here.OnlyCuts && Kept != PayloadKind::History)
          continue;
        else if (Here.In == In ? isInRounds(Here)
                               : !endsWithObject(Key, Here.In) &&
                                     mayRunAgain(Here, In, During))
          return true;
    }
    return false;
  };
  for (PlaceId P = Sink; P != None; P = Facts.Places[P].Parent) {
    EntityId Key = Facts.Places[P].Entity;
    if (!Key || !isLasting(P))
      continue;
    if (isReleased(Key, P == Sink) ||
        llvm::any_of(RefersTo.lookup(Key), [&](EntityId Owner) {
          return isReleased(Owner, P == Sink, /*IsOwner=*/true);
        }))
      return true;
  }
  return false;
}

EntityId UnitAnalysis::resetKey(PlaceId P) const {
  // Elements of tuples have no declaration of their own.
  while (Facts.Places[P].Parent != None &&
         isTupleElement(Facts.Places[P].Entity))
    P = Facts.Places[P].Parent;
  return Facts.Places[P].Entity;
}

bool UnitAnalysis::resetElsewhere(PlaceId Sink, FunctionId In,
                                  Rounds During) const {
  auto isReset = [&](PlaceId P) {
    if (!isLasting(P))
      return false;
    EntityId Key = resetKey(P);
    auto It = TensorResets.find(Key);
    return It != TensorResets.end() &&
           llvm::any_of(It->second, [&](const Change &Here) {
             return Here.In != In && !endsWithObject(Key, Here.In) &&
                    mayRunAgain(Here, In, During);
           });
  };
  for (PlaceId P = Sink; P != None; P = Facts.Places[P].Parent)
    if (isReset(P))
      return true;
  // A record that is set anew part by part.
  for (PlaceId P = 1; P != Facts.Places.size(); ++P)
    if (Facts.Places[P].Parent == Sink && isReset(P))
      return true;
  return false;
}

} // namespace torchleak
