//===- CarriedValues.cpp - Values that are made from themselves -----------===//
//
// A place that outlives a round and gets a new value that was recorded from its
// old one owns the history of all rounds: `total += loss`, `h = cell(x, h)`,
// `buffer[i] = y`. Each such store is decided like a store into a container;
// what bounds it is different: a round that sets the place anew, or cuts it.
//
//===----------------------------------------------------------------------===//

#include "analysis/flow/Provenance.h"
#include "analysis/keep/Retention.h"
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

bool RetentionAnalysis::goesRound(PlaceId Sink, ValueId Born,
                                  unsigned Block) const {
  PlaceId Root = Unit.rootOf(Sink);
  if (Born != None || !Flow.isLocal(Root))
    return true;
  unsigned Declared = Flow.declaredIn(Root);
  return llvm::any_of(F.Loops, [&](const LoopFact &L) {
    return L.contains(Block) && !L.contains(Declared);
  });
}

void RetentionAnalysis::collectCarries() {
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
RetentionAnalysis::carriedFrom(NodeId New, PlaceId P, ValueId Born,
                               unsigned Block, StoreEffect &Effect) const {
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

bool RetentionAnalysis::addsHistory(const Provenance &How) const {
  return llvm::any_of(How.Others,
                      [&](NodeId N) { return !Grad.at(N).Terms.empty(); });
}

PlaceId RetentionAnalysis::nameOf(const Event &E) const {
  const Place &Written = Unit.Places[E.place()];
  if (Written.Kind == PlaceKind::Temporary && Written.Owner == Function &&
      F.Values[Written.Value].Kind == Op::Load)
    return F.Values[Written.Value].Place;
  return E.place();
}

void RetentionAnalysis::collectCarry(const Event &E, unsigned B) {
  StoreEffect Effect;
  ValueId Born = None;
  Effect.Sink = Flow.resolve(E.place(), E.root(), Born);
  if (PlaceId Parameters = writtenParameters(E.value()))
    Effect.Sink = Parameters;
  std::optional<Provenance> How =
      carriedFrom(E.value(), nameOf(E), Born, B, Effect);
  if (!How || isCutInPlace(E.value(), Effect.Sink, {B, E.Order}))
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
  noteBackward(Effect, E.value(), {B, E.Order});
  for (NodeId Other : How->Others)
    if (!Grad.at(Other).Terms.empty())
      noteBackward(Effect, Other, {B, E.Order});
  decideCarry(std::move(Effect), {B, E.Order}, Born, E.value(),
              OfModule || goesOverModel(*How));
}

/// The function keeps in \p W what it is given.
static bool isSetter(const UnitFacts &Unit, FunctionId Callee,
                     const WriteEffect &W) {
  bool Given = false;
  bool Other = anyReason(W.Content.Terms, [&](const Term &T) {
    return T.Kind != Term::Content || T.Place == W.Place;
  });
  forEachReason(W.Content.Terms, [&](const Term &T) {
    const Place &Root = Unit.Places[Unit.rootOf(T.Place)];
    Given |= Root.Kind == PlaceKind::Parameter && Root.Owner == Callee;
  });
  return Given && !Other;
}

void RetentionAnalysis::collectSetterCarries(const Event &E, unsigned B) {
  const CallFact &Call = F.Calls[E.call()];
  for (FunctionId Callee : Summaries.calleesOf(Call))
    for (const WriteEffect &W : Summaries[Callee].Writes) {
      NodeId New = Flow.writeAt(E.call(), W.Place);
      if (!New || !W.Loc.isValid() || !isSetter(Unit, Callee, W))
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
          noteBackward(Effect, Other, {B, E.Order});
      decideCarry(std::move(Effect), {B, E.Order}, Born, New,
                  goesOverModel(*How));
    }
}

bool RetentionAnalysis::isOfCaller(const Term &T) const {
  const Place &Root = Unit.Places[Unit.rootOf(T.Place)];
  return T.Kind == Term::Content && Root.Kind == PlaceKind::Parameter &&
         Root.Owner == Function;
}

bool RetentionAnalysis::isGiven(ValueId V) const {
  const TermSet &Terms = Grad.at(V).Terms;
  return !Terms.empty() &&
         llvm::all_of(Terms, [&](const Term &T) { return isOfCaller(T); });
}

llvm::SmallVector<PlaceId, 2> RetentionAnalysis::setAnewBy(const Event &E,
                                                           unsigned Block) {
  llvm::SmallVector<PlaceId, 2> Result;
  const CallFact &Call = F.Calls[E.call()];
  for (FunctionId Callee : Summaries.calleesOf(Call))
    for (const WriteEffect &W : Summaries[Callee].Writes) {
      NodeId New = Flow.writeAt(E.call(), W.Place);
      if (!New || W.Weak || !isSetter(Unit, Callee, W))
        continue;
      ValueId Born = None;
      const Binding Bound = Flow.bind(E.call(), Callee);
      PlaceId Named = Bound.place(W.Place);
      PlaceId Here = Flow.resolve(Bound, W.Place, Born);
      // Of what is handed on from a caller, that one says more.
      bool Given = llvm::any_of(Grad.at(New).Terms,
                                [&](const Term &T) { return isOfCaller(T); });
      if (Here != None && Named != None && !Given && !reaches(New, Named) &&
          !isFirstTime(Here, Block, nullptr))
        Result.push_back(Here);
    }
  return Result;
}

bool RetentionAnalysis::goesOverModel(const Provenance &How) const {
  return How.Layers ||
         llvm::any_of(How.Others, [&](NodeId N) { return isOfParameters(N); });
}

bool RetentionAnalysis::isOfParameters(NodeId Start) const {
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

PlaceId RetentionAnalysis::writtenParameters(ValueId Written) const {
  if (!F.Values[Written].InPlace)
    return None;
  PlaceId Module = moduleOfParameters(Written);
  return Module == None ? None : Unit.field(Module, ParametersSlot);
}

bool RetentionAnalysis::reaches(NodeId New, PlaceId P) const {
  return ProvenanceFinder(Unit, Flow, Grad, Summaries).find(New, P).Reaches;
}

bool RetentionAnalysis::setsAnew(const Event &E, PlaceId P, unsigned Block,
                                 const LoopFact *Loop) const {
  if (E.isOnce())
    return false;
  PlaceId Named = nameOf(E);
  if (!reaches(E.value(), Named))
    return !isFirstTime(P, Block, Loop);
  // `h = done ? zeros() : next`
  const Value &New = F.Values[E.value()];
  return New.Kind == Op::Handle && New.Operands.size() > 1 &&
         Unit.Places[E.place()].Tensor &&
         llvm::any_of(New.Operands, [&](ValueId Side) {
           return Side != None && F.Values[Side].Block != Block &&
                  !reaches(Side, Named) &&
                  !isFirstTime(P, F.Values[Side].Block, Loop);
         });
}

bool RetentionAnalysis::countsFor(PlaceId Counter, PlaceId P,
                                  const LoopFact *Loop) const {
  PlaceId Root = Unit.rootOf(Counter);
  if (Unit.Places[Root].Kind == PlaceKind::Global || Root == Unit.rootOf(P))
    return true;
  return Loop && Flow.isLocal(Root) && !Loop->contains(Flow.declaredIn(Root));
}

bool RetentionAnalysis::isFirstTime(PlaceId P, unsigned Block,
                                    const LoopFact *Loop) const {
  // `if (!h.defined() || count == 0)`: two branches lead there.
  llvm::SmallDenseMap<unsigned, unsigned, 4> Branches;
  auto allLeadTo = [&](unsigned Side) {
    return ++Branches[Side] == F.Blocks[Side].Predecessors.size() &&
           Flow.dominates(Side, 0, Block, ~0u);
  };
  for (const auto &[Asked, Side] : DefinedChecks)
    if (overlaps(Unit, Asked, P) && allLeadTo(Side))
      return true;
  for (const auto &[Counter, Side] : FirstTimesChecks)
    if (countsFor(Counter, P, Loop) && allLeadTo(Side))
      return true;
  return false;
}

llvm::SmallVector<PlaceId, 2> RetentionAnalysis::writtenBy(const Event &E) {
  ValueId Born = None;
  llvm::SmallVector<PlaceId, 2> Places{Flow.resolve(E.place(), E.root(), Born)};
  if (E.root() != None && Unit.rootOf(E.place()) == E.place())
    Flow.pointees(E.root(), Places);
  return Places;
}

void RetentionAnalysis::collectResets() {
  auto note = [&](PlaceId P, unsigned Block) {
    if (P == None || !Unit.Places[P].HoldsTensors ||
        Unit.Places[P].ModuleParameters || Flow.isLocal(Unit.rootOf(P)) ||
        Unit.Places[Unit.rootOf(P)].Kind == PlaceKind::Temporary ||
        isFirstTime(P, Block, nullptr))
      return;
    Condition If = Grad.conditions().ofParameter(Block);
    auto isKnown = [&](const ResetEffect &Known) {
      return Known.Place == P && (Known.If.Flag == None || Known.If == If);
    };
    if (llvm::none_of(Result.Resets, isKnown))
      Result.Resets.push_back({P, If});
  };
  for (const ReleasePoint &Cut : CutElements)
    note(Cut.Place, Cut.Block);
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      ValueId Born = None;
      if (E.kind() == EventKind::Call) {
        const CallFact &Call = F.Calls[E.call()];
        for (FunctionId Callee : Summaries.calleesOf(Call))
          for (const ResetEffect &R : Summaries[Callee].Resets)
            if (const Binding Bound = Flow.bind(E.call(), Callee);
                Grad.conditions().mayHold(R.If, Bound, B))
              note(Flow.resolve(Bound, R.Place, Born), B);
      } else if ((E.kind() == EventKind::Assign ||
                  E.kind() == EventKind::AssignElement) &&
                 E.place() != None && !E.isOnce() &&
                 Grad.at(E.value()).Terms.empty()) {
        for (PlaceId P : writtenBy(E))
          note(P, B);
      }
    }
}

bool RetentionAnalysis::dependsOnParameter(unsigned Block,
                                           Condition *OnlyIf) const {
  Condition If = OnlyIf ? Grad.conditions().ofParameter(Block) : Condition();
  if (If.Flag == None || (OnlyIf->Flag != None && !(*OnlyIf == If)))
    return false;
  *OnlyIf = If;
  return true;
}

bool RetentionAnalysis::resetWithin(PlaceId Sink, const LoopFact *Loop,
                                    Condition *OnlyIf) {
  if (setAnewWithin(Sink, Loop, OnlyIf))
    return true;
  unsigned Parts = Unit.Places[Sink].TensorParts;
  // A tuple or a record, part by part.
  for (PlaceId Part = 1; Parts != 0 && Part != Unit.Places.size(); ++Part)
    if (Unit.Places[Part].Parent == Sink && Unit.Places[Part].HoldsTensors &&
        setAnewWithin(Part, Loop, OnlyIf) && --Parts == 0)
      return true;
  return false;
}

bool RetentionAnalysis::setAnewWithin(PlaceId Sink, const LoopFact *Loop,
                                      Condition *OnlyIf) {
  // The place itself, or a whole that it is a part of.
  auto isWhole = [&](PlaceId Whole) {
    return Whole != None && Unit.isWithin(Sink, Whole);
  };
  auto setsWhole = [&](const Event &E) {
    return isWhole(E.place()) || llvm::any_of(writtenBy(E), isWhole);
  };
  for (unsigned B : F.Order) {
    if (Loop && !Loop->contains(B))
      continue;
    bool FirstTime = isFirstTime(Sink, B, Loop);
    for (const Event &E : F.Blocks[B].Events) {
      for (const Event &Release : Summaries.releasesAt(F, E))
        if (!FirstTime && setsWhole(Release) && !dependsOnParameter(B, OnlyIf))
          return true;
      if (E.kind() == EventKind::Call) {
        if (FirstTime)
          continue;
        const CallFact &Call = F.Calls[E.call()];
        for (FunctionId Callee : Summaries.calleesOf(Call)) {
          const Binding Bound = Flow.bind(E.call(), Callee);
          for (const ResetEffect &R : Summaries[Callee].Resets) {
            ValueId Born = None;
            if (Grad.conditions().mayHold(R.If, Bound, B) &&
                isWhole(Flow.resolve(Bound, R.Place, Born)) &&
                !dependsOnParameter(B, OnlyIf))
              return true;
          }
          for (const WriteEffect &W : Summaries[Callee].Writes) {
            ValueId Born = None;
            bool FromItself = anyReason(W.Content.Terms, [&](const Term &T) {
              return T.Kind == Term::Content && T.Place == W.Place;
            });
            NodeId New = Flow.writeAt(E.call(), W.Place);
            // A callee may set the place anew, or keep what it is given: only
            // what is left without its history is a reset.
            if (W.Weak || FromItself ||
                llvm::any_of(W.Content.Terms,
                             [](const Term &T) { return T.Recorded; }))
              continue;
            PlaceId Named = Bound.place(W.Place);
            PlaceId Here = Flow.resolve(Bound, W.Place, Born);
            if (Here == Sink && !(New && Named && reaches(New, Named)) &&
                !dependsOnParameter(B, OnlyIf))
              return true;
          }
        }
        continue;
      }
      bool Sets = E.kind() == EventKind::Assign ||
                  E.kind() == EventKind::AssignElement ||
                  (E.kind() == EventKind::Release && !E.isPartial());
      if (!Sets || E.place() == None || !setsWhole(E))
        continue;
      bool Anew = E.kind() == EventKind::Release ? !FirstTime
                                                 : setsAnew(E, Sink, B, Loop);
      if (Anew && !dependsOnParameter(B, OnlyIf))
        return true;
    }
  }
  return false;
}

bool RetentionAnalysis::consumedAfter(NodeId New, PlaceId Sink,
                                      const LoopFact *Loop) const {
  // Forward from the new value, round the loop and out of it.
  llvm::SmallVector<NodeId, 32> Work{New};
  llvm::DenseSet<NodeId> Seen;
  auto outside = [&](unsigned Block) {
    return !Loop || !Loop->contains(Block);
  };
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (MayCoverAll || isOver(Budget::KeptWalk, Seen.size()))
      return true;
    for (unsigned I : CoveredBy[N])
      if (outside(Backwards[I].At.Block))
        return true;
    if (Flow.nodes()[N].Kind == Node::Value) {
      const Value &V = F.Values[N];
      const Op Kind = Flow.opOf(N);
      if (Kind == Op::Cut || Kind == Op::Nothing)
        continue;
      if (Kind == Op::Unknown && outside(V.Block))
        return true;
      if (Kind == Op::Call && Grad.at(N).Terms.empty())
        continue;
    }
    Work.append(Flow.users()[N].begin(), Flow.users()[N].end());
  }
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (!Seen.contains(E.value()) || Grad.at(E.value()).Terms.empty())
        continue;
      if (E.kind() == EventKind::Return)
        return true;
      bool Stores = E.kind() == EventKind::Insert ||
                    E.kind() == EventKind::AssignElement ||
                    (E.kind() == EventKind::Assign &&
                     !Flow.isLocal(Unit.rootOf(E.place())));
      if (Stores && outside(B) && !overlaps(Unit, E.place(), Sink))
        return true;
    }
  return false;
}

void RetentionAnalysis::decideCarry(StoreEffect Effect, Point At, ValueId Born,
                                    NodeId New, bool OverModel) {
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
               resetWithin(Effect.Sink, &L, Local ? nullptr : &Effect.EndsIf);
      },
      [&](const LoopFact &L) {
        return &L != Each && (!New || repeatsStore(L, New));
      });
  if (Local) {
    if (!Around.Repeats && !Effect.repeats())
      return;
    if (!Effect.BackwardInRound &&
        (New ? consumedAfter(New, Effect.Sink, Around.Repeats)
             : consumedOutside(Effect.Sink, Around.Repeats)))
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
        resetWithin(Effect.Sink, nullptr,
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
