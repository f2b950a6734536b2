//===- CarriedValues.cpp - Values that are made from themselves -----------===//

#include "analysis/keep/CarriedValues.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

static Carry classify(const Value &Stored, const Provenance &How) {
  bool Rewrites = Stored.InPlace && (Stored.WritesPart || !Stored.Blends);
  if (Rewrites)
    return Carry::InPlace;
  return How.Blends ? Carry::Accumulation : Carry::State;
}

/// The first history that is not the place's own.
static bool hasOtherReason(const TermSet &Terms, PlaceId Own) {
  return anyReason(Terms, [&](const Term &T) {
    return T.Kind != Term::Content || T.Place != Own;
  });
}

bool CarriedValues::goesRound(PlaceId Sink, ValueId Born,
                              unsigned Block) const {
  PlaceId Root = Unit.rootOf(Sink);
  if (Born != None || !Flow.isLocal(Root))
    return true;
  unsigned Declared = Flow.declaredIn(Root);
  return llvm::any_of(F.Loops, [&](const LoopFact &L) {
    return L.contains(Block) && !L.contains(Declared);
  });
}

void CarriedValues::collectCarries() const {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events)
      if (E.kind() == EventKind::Call)
        collectSetterCarries(E, B);
      else if ((E.kind() == EventKind::Assign ||
                E.kind() == EventKind::AssignElement ||
                E.kind() == EventKind::Insert) &&
               E.place() != None && E.value() != None &&
               Unit.Places[E.place()].HoldsTensors)
        collectCarry(E, B);
}

std::optional<Provenance>
CarriedValues::carriedFrom(NodeId New, PlaceId P, ValueId Born, unsigned Block,
                           StoreEffect &Effect) const {
  if (Effect.Sink == None || !goesRound(Effect.Sink, Born, Block))
    return std::nullopt;
  for (const Term &T : Grad.conditions().fromBlock(Grad.at(New).Terms, Block))
    if (T.Recorded || T.Kind == Term::Content)
      addTerm(Effect.Terms, T);
  if (!hasOtherReason(Effect.Terms, P))
    return std::nullopt;
  Provenance How = ProvenanceFinder(Unit, Flow, Grad, Summaries).find(New, P);
  if (!How.Recorded)
    return std::nullopt;
  Effect.Concatenates = How.Concatenates;
  Effect.Trains = Result.Trains;
  return How;
}

bool CarriedValues::addsHistory(const Provenance &How) const {
  return llvm::any_of(How.Others,
                      [&](NodeId N) { return !Grad.at(N).Terms.empty(); });
}

void CarriedValues::collectCarry(const Event &E, unsigned B) const {
  StoreEffect Effect;
  ValueId Born = None;
  Effect.Sink = Flow.resolve(E.place(), E.root(), Born);
  if (PlaceId Parameters = writtenParameters(E.value()))
    Effect.Sink = Parameters;
  std::optional<Provenance> How =
      carriedFrom(E.value(), nameOf(E), Born, B, Effect);
  if (!How || Cuts.isCutInPlace(E.value(), Effect.Sink, {B, E.Order}))
    return;
  bool OfModule = Unit.Places[Effect.Sink].ModuleParameters;
  const Value *Made = &F.Values[E.value()];
  Effect.Carried = OfModule ? Carry::InPlace : classify(*Made, *How);
  // Sums and writes need something to add or write.
  if (Effect.Carried != Carry::State && !addsHistory(*How))
    return;
  Effect.Kind = E.kind();
  Effect.Loc = E.Loc;
  const fact::Written &Stored = E.get<fact::Store>().Stored;
  Effect.Stored = Stored.Range;
  Effect.StoredIsTensor = Stored.IsTensor;
  Effect.StoredIsPrimary = Stored.IsPrimary;
  Effect.StoredName = Unit.describe(OfModule ? Effect.Sink : nameOf(E));
  Effect.In = Function;
  Effect.StoredAt = Effect.At = {B, E.Order};
  // Back through parts and copies to what computed it.
  while (!Made->Operands.empty() &&
         (Made->Kind == Op::Field || Made->Kind == Op::Handle))
    Made = &F.Values[Made->Operands[0]];
  Effect.MadeAt = Made->Loc;
  Effect.MadeBy = Summaries.nameOf(F, *Made);
  Backward.note(Effect, E.value(), {B, E.Order});
  for (NodeId Other : How->Others)
    if (!Grad.at(Other).Terms.empty())
      Backward.note(Effect, Other, {B, E.Order});
  Decided.decideCarry(std::move(Effect), {B, E.Order}, Born, E.value(),
                      OfModule || goesOverModel(*How));
}

void CarriedValues::collectSetterCarries(const Event &E, unsigned B) const {
  const CallFact &Call = F.Calls[E.call()];
  for (FunctionId Callee : Summaries.calleesOf(Call))
    for (const WriteEffect &W : Summaries[Callee].Writes) {
      NodeId New = Flow.writeAt(E.call(), W.Place);
      if (!New || !W.Loc.isValid() || !Resets::isSetter(Unit, Callee, W))
        continue;
      StoreEffect Effect;
      ValueId Born = None;
      const Binding Bound = Flow.bind(E.call(), Callee);
      PlaceId P = Bound.place(W.Place);
      Effect.Sink = Flow.resolve(Bound, W.Place, Born);
      std::optional<Provenance> How = carriedFrom(New, P, Born, B, Effect);
      if (!How || (How->Blends && !addsHistory(*How)))
        continue;
      Effect.Carried = How->Blends ? Carry::Accumulation : Carry::State;
      Effect.Kind = EventKind::Assign;
      Effect.Loc = W.Loc;
      Effect.StoredName = Unit.Places[W.Place].Name;
      Effect.In = Callee;
      Effect.StoredAt = W.At;
      Effect.At = {B, E.Order};
      Effect.MadeAt = Call.Loc;
      Effect.Calls.push_back({E.Loc, Call.Name});
      for (NodeId Other : How->Others)
        if (!Grad.at(Other).Terms.empty())
          Backward.note(Effect, Other, {B, E.Order});
      Decided.decideCarry(std::move(Effect), {B, E.Order}, Born, New,
                          goesOverModel(*How));
    }
}

bool CarriedValues::goesOverModel(const Provenance &How) const {
  return How.Layers ||
         llvm::any_of(How.Others, [&](NodeId N) { return isOfParameters(N); });
}

bool CarriedValues::isOfParameters(NodeId Start) const {
  llvm::SmallVector<NodeId, 8> Work{Start};
  llvm::DenseSet<NodeId> Seen;
  bool OfParameters = false;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (isOver(Budget::ElementWalk, Seen.size()))
      return true;
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      const Op Kind = Flow.opOf(N);
      if (Kind == Op::Forward || Kind == Op::Call || Kind == Op::Leaf)
        return false;
      OfParameters |= V.Kind == Op::Parameter && V.OneOfSeveral;
    }
    Work.append(Here.Operands.begin(), Here.Operands.end());
  }
  return OfParameters;
}

PlaceId CarriedValues::writtenParameters(ValueId Written) const {
  if (!F.Values[Written].InPlace)
    return None;
  PlaceId Module = Modules.moduleOfParameters(Written);
  return Module == None ? None : Unit.field(Module, ParametersSlot);
}

} // namespace torchleak
