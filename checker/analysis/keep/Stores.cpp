//===- Stores.cpp - Which stores keep more and more -----------------------===//

#include "analysis/keep/Stores.h"
#include "analysis/payload/KeyDomains.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

PlaceId Stores::containerBehind(PlaceId P, ValueId Root) const {
  PlaceId Top = Unit.rootOf(P);
  if (Root == None || Top == None || Unit.Places[Top].Container)
    return None;
  ValueId Born = None;
  PlaceId Target = Flow.pointee(Root, Born);
  return Target != None && Born == None && Unit.Places[Target].Container
             ? Target
             : None;
}

bool Stores::storesElement(const Event &E, unsigned Block) const {
  const auto *Store = E.as<fact::Store>();
  if (!Store)
    return false;
  // Overwriting an element keeps one more only when the container grows:
  // `v.emplace_back(); v.back().loss = loss`.
  if (E.kind() == EventKind::Insert || E.kind() == EventKind::AssignElement)
    return Store->Adds == fact::Store::Always ||
           (Store->Adds == fact::Store::PerKey && mayBeNew(Store->Key)) ||
           (E.kind() == EventKind::AssignElement && !Store->Subscript &&
            Growing.growsIn(E.place(), Block));
  // The same through a reference: `Row &row = log.next(); row.loss = loss`.
  if (E.kind() != EventKind::Assign || E.place() == None ||
      (Unit.Places[E.place()].Kind == PlaceKind::Local))
    return false;
  PlaceId Container = containerBehind(E.place(), E.root());
  return Container != None && Growing.growsIn(Container, Block);
}

void Stores::collectStores() const {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events)
      if (E.kind() == EventKind::Call) {
        collectCallStores(E, B);
        collectElementWrites(E, B);
      } else if (storesElement(E, B)) {
        collectStore(Payload.Graphs, E, B);
        collectStore(Payload.Handles, E, B);
      }
}

void Stores::collectStore(const torchleak::Payload &Kept, const Event &E,
                          unsigned B) const {
  StoreEffect Effect;
  Effect.Payload = Kept.kind();
  if (!Kept.enters(E, B, Effect))
    return;
  ValueId Born = None;
  const auto &Store = E.get<fact::Store>();
  if (Store.Stored.IsPointer && Flow.pointee(E.value(), Born) != None)
    return; // To what has another owner.
  Born = None;
  Effect.Sink = Flow.resolve(Kept.holderOf(E), E.root(), Born);
  if (Effect.Sink == None ||
      (Kept.canBeCut() &&
       Cuts.isCutInPlace(E.value(), Effect.Sink, {B, E.Order})))
    return;
  Effect.LooksUp = Checks.looksUp(Effect.Sink, {B, E.Order});
  Effect.Kind =
      E.kind() == EventKind::Insert ? E.kind() : EventKind::AssignElement;
  Effect.Loc = E.Loc;
  Effect.Stored = Store.Stored.Range;
  Effect.StoredIsTensor = Store.Stored.IsTensor;
  Effect.StoredIsPrimary = Store.Stored.IsPrimary;
  Effect.In = Function;
  Effect.StoredAt = Effect.At = {B, E.Order};
  Effect.Trains = Result.Trains;
  const Value *Made = &F.Values[E.value()];
  if (Made->Kind == Op::Load)
    Effect.StoredName = Unit.describe(Made->Place);
  // Back through copies to what computed it.
  NodeId N = E.value();
  for (llvm::DenseSet<NodeId> Seen; N && Seen.insert(N).second;) {
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind == Node::Value && F.Values[N].Kind != Op::Load &&
        F.Values[N].Kind != Op::Handle) {
      Made = &F.Values[N];
      break;
    }
    if (Here.Operands.empty())
      break;
    N = Here.Operands[0];
  }
  Effect.MadeAt = Made->Loc;
  Effect.MadeBy = Summaries.nameOf(F, *Made);
  if (!Kept.canBeCut())
    return Decided.decide(std::move(Effect), {B, E.Order}, Born, {});
  Backward.note(Effect, E.value(), {B, E.Order});
  Decided.decide(std::move(Effect), {B, E.Order}, Born, E.value());
}

void Stores::collectElementWrites(const Event &E, unsigned B) const {
  // `fill(log.emplace_back(), loss)`, `log.emplace_back().set(loss)`
  const CallFact &Call = F.Calls[E.call()];
  if (Call.Constructs)
    return;
  for (FunctionId Callee : Summaries.calleesOf(Call))
    for (const WriteEffect &W : Summaries[Callee].Writes) {
      const Binding Bound = Flow.bind(E.call(), Callee);
      const Argument *Given = Bound.passed(W.Place);
      if (!Given || !W.Loc.isValid())
        continue;
      PlaceId Container = Given->Element
                              ? Given->Place
                              : containerBehind(Given->Place, Given->Root);
      NodeId New = Flow.writeAt(E.call(), W.Place);
      if (Container == None || !Growing.growsIn(Container, B) || !New)
        continue;
      StoreEffect Effect;
      Effect.Terms =
          Grad.conditions().fromBlock(graphTerms(Grad.at(New).Terms), B);
      if (Effect.Terms.empty())
        continue;
      ValueId Born = None;
      Effect.Sink = Flow.resolve(Bound, W.Place, Born);
      if (Effect.Sink == None)
        continue;
      Effect.Kind = EventKind::AssignElement;
      Effect.Loc = W.Loc;
      Effect.In = Callee;
      Effect.StoredAt = W.At;
      Effect.At = {B, E.Order};
      Effect.StoredName = Unit.Places[W.Place].Name;
      Effect.MadeAt = Call.Loc;
      Effect.Trains = Result.Trains;
      Effect.Calls.push_back({E.Loc, Call.Name});
      Backward.note(Effect, New, {B, E.Order});
      Decided.decide(std::move(Effect), {B, E.Order}, Born, New);
    }
}

void Stores::collectCallStores(const Event &E, unsigned Block) const {
  const CallFact &Call = F.Calls[E.call()];
  CallTimes Times = Flow.timesOf(Call);
  for (FunctionId Callee : Summaries.calleesOf(Call))
    for (const StoreEffect &Inner : Summaries[Callee].Stores) {
      const Binding Bound = Flow.bind(E.call(), Callee);
      if (Inner.EndsIf.Flag != None &&
          Grad.conditions().mayHold(Inner.EndsIf, Bound, Block))
        continue;
      StoreEffect Effect = Inner;
      Effect.EndsIf = Condition();
      // `track("loss", loss)`: the same element each time.
      bool InEachCall =
          !Inner.Key || isNewWithCallsOf(*Inner.Key, Unit, Callee);
      if (!keyEnters(Effect, Unit, Bound))
        continue;
      const torchleak::Payload &Kept = Payload.of(Inner.Payload);
      if (!Kept.enters(Inner, E.call(), Callee, Block, Effect))
        continue;
      ValueId Born = None;
      Effect.Sink = Flow.resolve(Bound, Inner.Sink, Born);
      if (Effect.Sink == None)
        continue;
      Effect.Trains |= Result.Trains;
      Effect.OnThread |= Call.OnThread;
      Effect.At = {Block, E.Order};
      if (!isOver(Budget::ToldCalls, Effect.Calls.size() + 1))
        Effect.Calls.push_back({E.Loc, Call.Name});
      Effect.LooksUp |= Checks.looksUp(Effect.Sink, {Block, E.Order});
      llvm::SmallVector<NodeId, 4> Stored;
      for (const Argument &A : Call.Arguments)
        if (Kept.canBeCut() && A.Value != None &&
            !graphTerms(Grad.at(A.Value).Terms).empty()) {
          Backward.note(Effect, A.Value, {Block, E.Order});
          Stored.push_back(A.Value);
        }
      // One that runs here comes after the rounds that were seen.
      if (Inner.repeats() || Times == CallTimes::PerElement)
        Effect.BackwardInRound = Inner.BackwardInRound;
      bool FromArguments =
          !Stored.empty() && !Decisions::startsInCallee(Inner.Terms);
      if (FromArguments &&
          Cuts.isCutInPlace(Stored, Effect.Sink, {Block, E.Order}))
        continue;
      if (Times != CallTimes::Once && !Effect.repeats() && InEachCall) {
        Effect.Seen =
            Times == CallTimes::PerElement ? Rounds::PerElement : Rounds::Open;
        Effect.RepeatLoc = Call.Loc;
        Effect.ByCallback = Times != CallTimes::PerElement;
        Effect.UncertainCallback = Times == CallTimes::Uncertain;
      }
      if (Effect.Carried != Carry::None)
        Decided.decideCarry(std::move(Effect), {Block, E.Order}, Born, None,
                            /*OverModel=*/false);
      else
        Decided.decide(std::move(Effect), {Block, E.Order}, Born,
                       FromArguments ? Stored : llvm::ArrayRef<NodeId>());
    }
}

} // namespace torchleak
