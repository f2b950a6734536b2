//===- Stores.cpp - Which stores keep more and more -----------------------===//
//
// Values that become elements of containers, or parts of such: by a store,
// through a reference to a new element, or by a callee. What each brings in,
// the payloads tell.
//
//===----------------------------------------------------------------------===//

#include "analysis/keep/Retention.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

static bool isClosedKey(const Argument &A, EntityId Field) {
  return Field ? llvm::is_contained(A.ClosedFields, Field) : A.Constant;
}

/// Whether the callee that these terms are of records the first of the history.
static bool startsInCallee(const TermSet &Terms) {
  return llvm::any_of(Terms, [](const Term &T) {
    return T.Recorded && T.Kind != Term::Content;
  });
}

bool RetentionAnalysis::repeatsStore(const LoopFact &Loop,
                                     llvm::ArrayRef<NodeId> Stored) const {
  return Loop.Open || Stored.empty() || historyStartsIn(Stored, Loop);
}

bool RetentionAnalysis::historyStartsIn(llvm::ArrayRef<NodeId> Stored,
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

PlaceId RetentionAnalysis::containerBehind(PlaceId P, ValueId Root) {
  PlaceId Top = Unit.rootOf(P);
  if (Root == None || Top == None || Unit.Places[Top].Container)
    return None;
  ValueId Born = None;
  PlaceId Target = Flow.pointee(Root, Born);
  return Target != None && Born == None && Unit.Places[Target].Container
             ? Target
             : None;
}

bool RetentionAnalysis::storesElement(const Event &E, unsigned Block) {
  const auto *Store = E.as<fact::Store>();
  if (!Store)
    return false;
  if (E.kind() == EventKind::Insert)
    return Store->Keys != KeyDomain::Closed;
  // Overwriting an element keeps one more only when the container grows:
  // `v.emplace_back(); v.back().loss = loss`.
  if (E.kind() == EventKind::AssignElement)
    return Store->Keys != KeyDomain::Closed ||
           (!Store->Subscript && growsIn(E.place(), Block));
  // The same through a reference: `Row &row = log.next(); row.loss = loss`.
  if (E.kind() != EventKind::Assign || E.place() == None ||
      (Unit.Places[E.place()].Kind == PlaceKind::Local))
    return false;
  PlaceId Container = containerBehind(E.place(), E.root());
  return Container != None && growsIn(Container, Block);
}

void RetentionAnalysis::collectStores() {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events)
      if (E.kind() == EventKind::Call) {
        collectCallStores(E, B);
        collectElementWrites(E, B);
      } else if (storesElement(E, B)) {
        collectStore(OfGraphs, E, B);
        collectStore(OfHandles, E, B);
      }
}

void RetentionAnalysis::collectStore(const Payload &Kept, const Event &E,
                                     unsigned B) {
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
      (Kept.canBeCut() && isCutInPlace(E.value(), Effect.Sink, {B, E.Order})))
    return;
  Effect.LooksUp = looksUp(Effect.Sink, {B, E.Order});
  Effect.Kind =
      E.kind() == EventKind::Insert ? E.kind() : EventKind::AssignElement;
  Effect.Loc = E.Loc;
  Effect.Stored = Store.Stored.Range;
  Effect.StoredIsTensor = Store.Stored.IsTensor;
  Effect.StoredIsPrimary = Store.Stored.IsPrimary;
  Effect.In = Function;
  Effect.StoredAt = Effect.At = {B, E.Order};
  Effect.KeyParameter =
      E.kind() == EventKind::AssignElement ? Store.KeyParameter : ~0u;
  Effect.KeyField = Store.KeyField;
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
    return decide(std::move(Effect), {B, E.Order}, Born, {});
  noteBackward(Effect, E.value(), {B, E.Order});
  decide(std::move(Effect), {B, E.Order}, Born, E.value());
}

void RetentionAnalysis::collectElementWrites(const Event &E, unsigned B) {
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
      if (Container == None || !growsIn(Container, B) || !New)
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
      noteBackward(Effect, New, {B, E.Order});
      decide(std::move(Effect), {B, E.Order}, Born, New);
    }
}

void RetentionAnalysis::collectCallStores(const Event &E, unsigned Block) {
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
      if (const Argument *Key = Bound.argumentOf(Inner.KeyParameter);
          Key && isClosedKey(*Key, Inner.KeyField))
        continue;
      Effect.KeyParameter = ~0u;
      const Payload &Kept = payload(Inner.Payload);
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
      Effect.LooksUp |= looksUp(Effect.Sink, {Block, E.Order});
      llvm::SmallVector<NodeId, 4> Stored;
      for (const Argument &A : Call.Arguments)
        if (Kept.canBeCut() && A.Value != None &&
            !graphTerms(Grad.at(A.Value).Terms).empty()) {
          noteBackward(Effect, A.Value, {Block, E.Order});
          Stored.push_back(A.Value);
        }
      // One that runs here comes after the rounds that were seen.
      if (Inner.repeats() || Times == CallTimes::PerElement)
        Effect.BackwardInRound = Inner.BackwardInRound;
      bool FromArguments = !Stored.empty() && !startsInCallee(Inner.Terms);
      if (FromArguments && isCutInPlace(Stored, Effect.Sink, {Block, E.Order}))
        continue;
      if (Times != CallTimes::Once && !Effect.repeats()) {
        Effect.Seen =
            Times == CallTimes::PerElement ? Rounds::PerElement : Rounds::Open;
        Effect.RepeatLoc = Call.Loc;
        Effect.ByCallback = Times != CallTimes::PerElement;
        Effect.UncertainCallback = Times == CallTimes::Uncertain;
      }
      if (Effect.Carried != Carry::None)
        decideCarry(std::move(Effect), {Block, E.Order}, Born, None,
                    /*OverModel=*/false);
      else
        decide(std::move(Effect), {Block, E.Order}, Born,
               FromArguments ? Stored : llvm::ArrayRef<NodeId>());
    }
}

} // namespace torchleak
