//===- Decisions.cpp - Is it kept in more and more rounds? ----------------===//

#include "analysis/keep/Decisions.h"
#include "analysis/payload/KeyDomains.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

/// Whether the callee that these terms are of records the first of the history.
bool Decisions::startsInCallee(const TermSet &Terms) {
  return llvm::any_of(Terms, [](const Term &T) {
    return T.Recorded && T.Kind != Term::Content;
  });
}

bool Decisions::repeatsStore(const LoopFact &Loop,
                             llvm::ArrayRef<NodeId> Stored) const {
  return Loop.Open || Stored.empty() || historyStartsIn(Stored, Loop);
}

bool Decisions::historyStartsIn(llvm::ArrayRef<NodeId> Stored,
                                const LoopFact &Loop) const {
  auto hasGraph = [&](NodeId N) {
    return !graphTerms(Grad.at(N).Terms).empty();
  };
  llvm::SmallVector<NodeId, 16> Work(Stored.begin(), Stored.end());
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    const Node &Here = Flow.nodes()[N];
    if (!N || !Seen.insert(N).second || !hasGraph(N))
      continue;
    if (isOver(Budget::RecordedWalk, Seen.size()))
      return false;
    if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      if (!Loop.contains(V.Block))
        continue; // What was there before, which the elements share.
      if (Flow.opOf(N) == Op::Forward || llvm::none_of(Here.Operands, hasGraph))
        return true;
      if (V.Call != ~0u)
        for (FunctionId Callee : Summaries.calleesOf(F.Calls[V.Call]))
          if (startsInCallee(Summaries[Callee].Return.Terms))
            return true;
    } else if (Here.Kind == Node::CallWrite) {
      const CallFact &Call = F.Calls[Here.Call];
      const Summary &S = Summaries[Summaries.calleesOf(Call)[Here.Callee]];
      if (startsInCallee(S.Writes[Here.Write].Content.Terms) &&
          Loop.contains(F.Values[Call.Result].Block))
        return true;
    }
    Work.append(Here.Operands.begin(), Here.Operands.end());
  }
  return false;
}

void Decisions::decide(StoreEffect Effect, Moment At, ValueId Born,
                       llvm::ArrayRef<NodeId> Stored) const {
  PlaceId Root = Unit.rootOf(Effect.Sink);
  if (!Payload.of(Effect.Payload).canBeCut() &&
      Checks.fillsWhatIsEmpty(Effect.Sink, At))
    return;
  if (Flow.isLocal(Root) || Born != None)
    return decideLocal(std::move(Effect), At, Born, Stored);
  // Visible outside: whoever calls decides. What this function itself bounds is
  // bounded.
  // A worker or callback that a constructor sets up runs on, with what the
  // initializers left; what the constructor itself fills in a loop is the
  // object's data.
  bool RunsOn = Effect.OnThread || (F.IsConstructor && Effect.ByCallback &&
                                    !Effect.UncertainCallback);
  if (!RunsOn && Released.releasedWithin(Effect.Sink, Effect.Payload, nullptr,
                                         &Effect.EndsIf))
    return;
  if (Checks.boundedBySize(Effect.Sink, At, nullptr))
    return;
  LoopNest::Within Around = Loops.within(
      At.Block, [](const LoopFact &) { return false; },
      [&](const LoopFact &L) {
        return (!Effect.Key || isNewInRounds(*Effect.Key, L)) &&
               repeatsStore(L, Stored);
      });
  if (!noteRoundsOfKey(Effect, Around))
    return;
  if (Around.Repeats && !Effect.repeats())
    Effect.RepeatLoc = Around.Repeats->Loc;
  Effect.addRounds(Around.How);
  addStore(std::move(Effect));
}

bool Decisions::noteRoundsOfKey(StoreEffect &Effect,
                                LoopNest::Within &Around) const {
  if (!Effect.Key)
    return true;
  KeySource &Key = *Effect.Key;
  // So many keys, and then the same again: layers, or the rounds of a training.
  if (isClosed(Key) && Around.How.Trains == Training::None &&
      !Effect.BackwardInRound)
    Around.Repeats = nullptr;
  if (isClosed(Key))
    Around.How.Times = std::min(
        Around.How.Times, Around.Repeats ? Rounds::Constant : Rounds::Once);
  // Those of a function around this lambda are still to come.
  llvm::erase_if(Key.Rounds, [&](const Spot &Loop) {
    return llvm::any_of(F.Loops,
                        [&](const LoopFact &L) { return L.Loc == Loop; });
  });
  return Around.Repeats || Effect.repeats() || mayBeNew(Key);
}

void Decisions::addStore(StoreEffect Effect) const {
  // The same over another way of calls tells nothing new.
  if (llvm::any_of(ForCallers, [&](const StoreEffect &Known) {
        return Known.Loc == Effect.Loc && saysTheSame(Known, Effect);
      }))
    return;
  size_t Others = llvm::count_if(ForCallers, [&](const StoreEffect &Known) {
    return Known.Payload == Effect.Payload;
  });
  if (!isOver(Budget::SummaryStores, Others + 1))
    ForCallers.push_back(std::move(Effect));
}

void Decisions::decideLocal(StoreEffect Effect, Moment At, ValueId Born,
                            llvm::ArrayRef<NodeId> Stored) const {
  unsigned Declared = Born != None ? F.Values[Born].Block
                                   : Flow.declaredIn(Unit.rootOf(Effect.Sink));
  LoopNest::Within Around = Loops.within(
      At.Block,
      [&](const LoopFact &L) {
        return L.contains(Declared) ||
               Released.releasedWithin(Effect.Sink, Effect.Payload, &L);
      },
      [&](const LoopFact &L) {
        return (!Effect.Key || isNewInRounds(*Effect.Key, L)) &&
               repeatsStore(L, Stored);
      });
  if (!noteRoundsOfKey(Effect, Around))
    return;
  const LoopFact *Loop = Around.Repeats;
  if (!Loop && !Effect.repeats())
    return;
  // A container of handles that ends with the call is what the call is for.
  bool CanBeCut = Payload.of(Effect.Payload).canBeCut();
  if (!CanBeCut && Effect.Sink == Unit.rootOf(Effect.Sink))
    return;
  if (Loop && Checks.boundedBySize(Effect.Sink, At, Loop))
    return;
  // Kept in order to be used: layers that are concatenated, losses that are
  // summed for one backward. A backward in each round says otherwise.
  bool HandedOn = CanBeCut && Uses.consumedOutside(Effect.Sink, Loop);
  if (HandedOn && !Effect.BackwardInRound)
    return;
  if (!Around.Ends && (HandedOn || !Flow.isLocal(Unit.rootOf(Effect.Sink))))
    Around.How.Holder = Life::Object;
  found(std::move(Effect), Around);
}

void Decisions::found(StoreEffect Effect,
                      const LoopNest::Within &Around) const {
  Retention R;
  R.Sink = Effect.Sink;
  R.Loop = Around.Repeats;
  R.Why = Effect.ByCallback && !R.Loop ? Repeat::Callback : Repeat::Loop;
  R.RepeatLoc = R.Loop ? R.Loop->Loc : Effect.RepeatLoc;
  R.How = Confidence::Definite;
  if (R.Why == Repeat::Callback)
    R.How =
        Effect.UncertainCallback ? Confidence::Possible : Confidence::Likely;
  R.Repeats = Effect.repetition();
  R.Repeats.Holder = Around.How.Holder;
  R.Repeats.Times = std::max(R.Repeats.Times, Around.How.Times);
  R.Repeats.Trains = std::max(R.Repeats.Trains, Around.How.Trains);
  Effect.addRounds(Around.How);
  R.Effect = std::move(Effect);
  Found.push_back(std::move(R));
}

void Decisions::decideCarry(StoreEffect Effect, Moment At, ValueId Born,
                            NodeId New, bool OverModel) const {
  PlaceId Root = Unit.rootOf(Effect.Sink);
  bool Local = Flow.isLocal(Root) || Born != None;
  unsigned Declared = Born != None ? F.Values[Born].Block
                                   : (Local ? Flow.declaredIn(Root) : F.Entry);
  // A loop over the parts of a model is at each of them once.
  const LoopFact *Each = OverModel ? Loops.innermost(At.Block) : nullptr;
  LoopNest::Within Around = Loops.within(
      At.Block,
      [&](const LoopFact &L) {
        return (Local && L.contains(Declared)) ||
               Reset.resetWithin(Effect.Sink, &L,
                                 Local ? nullptr : &Effect.EndsIf);
      },
      [&](const LoopFact &L) {
        return &L != Each && (!New || repeatsStore(L, New));
      });
  if (Local) {
    if (!Around.Repeats && !Effect.repeats())
      return;
    if (!Effect.BackwardInRound &&
        (New ? Uses.consumedAfter(New, Effect.Sink, Around.Repeats)
             : Uses.consumedOutside(Effect.Sink, Around.Repeats)))
      return;
    return found(std::move(Effect), Around);
  }
  // Rounds count within one life, and that of a place ends where it is set
  // anew: in each round of a loop here, or with each call.
  if (Effect.ResetIn == NoFunction) {
    if (Around.Repeats && !Effect.repeats())
      Effect.RepeatLoc = Around.Repeats->Loc;
    Effect.addRounds(Around.How);
    if (Around.Ends ||
        Reset.resetWithin(Effect.Sink, nullptr,
                          Effect.repeats() ? nullptr : &Effect.EndsIf)) {
      if (!Effect.repeats())
        return;
      Effect.ResetIn = Function;
      Effect.ResetInRound = Around.Ends;
    }
  }
  addStore(std::move(Effect));
}

} // namespace torchleak
