//===- Retention.cpp - What is kept, where, and how often -----------------===//

#include "analysis/keep/Retention.h"
#include "analysis/flow/Provenance.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

RetentionAnalysis::RetentionAnalysis(UnitFacts &Unit, FunctionId Function,
                                     const EffectTable &Summaries,
                                     std::vector<Retention> &Found,
                                     std::vector<OwnershipCycle> &Cycles,
                                     PhaseSeconds &Seconds)
    : Unit(Unit), Function(Function), F(*Unit.Functions[Function]),
      Summaries(Summaries), Found(Found), Cycles(Cycles), Seconds(Seconds),
      Loops(F, Summaries),
      Flow(timed(Seconds, "value flow",
                 [&] { return ValueFlow(Unit, Function, Summaries); })),
      Grad(timed(Seconds, "grad state",
                 [&] { return GradState(Unit, Function, Flow, Summaries); })),
      OfGraphs(Unit, Grad), OfHandles(Unit, F) {}

Summary RetentionAnalysis::run() {
  {
    PhaseTimer Timer(Seconds, "retention");
    collectBackwards();
    collectInPlaceCuts();
    collectReleases();
    collectStores();
    collectCarries();
    collectResets();
    summarize();
  }
  PhaseTimer Timer(Seconds, "ownership");
  OwnershipAnalysis(Unit, Function, Flow, Summaries, Cycles).run(Result);
  return std::move(Result);
}

//===----------------------------------------------------------------------===//
// Releases
//===----------------------------------------------------------------------===//

bool RetentionAnalysis::isCutInAll(const ValueFlow::CoveredPlace &Here) const {
  PlaceId Whole = Unit.Places[Here.Place].Parent;
  bool IsPart = Whole != None && !Unit.Places[Here.Place].Container;
  return Here.Content && graphTerms(Grad.at(Here.Content).Terms).empty() &&
         (!IsPart || Unit.Places[Whole].TensorParts == 1);
}

void RetentionAnalysis::noteRelease(const Event &E, unsigned Block) {
  // An assignment of a container from itself releases nothing, but then nothing
  // new is kept by it either.
  ValueId Born = None;
  if (PlaceId P = Flow.resolve(E.place(), E.root(), Born))
    Released.push_back({P, Block, E.isPartial()});
  if (Born == None)
    Released.push_back({E.place(), Block, E.isPartial()});
  llvm::SmallVector<PlaceId, 2> All = writtenBy(E);
  for (PlaceId Behind : llvm::drop_begin(All)) {
    Released.push_back({Behind, Block, E.isPartial()});
    ReleasedByPointer.push_back(Behind);
  }
}

void RetentionAnalysis::collectReleases() {
  // `for (auto &t : kept) t = t.detach();`: what is there has no history.
  for (const auto &[Exit, Places] : Flow.coveredBefore())
    for (const ValueFlow::CoveredPlace &Here : Places)
      if (isCutInAll(Here))
        Released.push_back(
            {Here.Place, Exit, /*Partial=*/true, /*OnlyCuts=*/true});
  llvm::append_range(Released, CutElements);
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      for (const Event &Release : Summaries.releasesAt(F, E))
        noteRelease(Release, B);
      ValueId Born = None;
      if (const auto *Store = E.as<fact::Store>();
          Store && Store->Map != None && OfHandles.isEntry(*Store)) {
        PlaceId P = Flow.resolve(Store->Map, Store->Root, Born);
        EntryStores.push_back({P == None ? Store->Map : P, B});
        Born = None;
      }
      if (E.kind() == EventKind::Release ||
          (E.kind() == EventKind::Assign && E.place() != None &&
           !Unit.Places[E.place()].Tensor)) {
        noteRelease(E, B);
      } else if (E.kind() == EventKind::Freeze) {
        FrozenHere.insert(frozenPlace(E));
      } else if (E.kind() == EventKind::DefinedCheck) {
        const auto &Check = E.get<fact::DefinedCheck>();
        DefinedChecks.push_back({Check.Place, Check.Absent});
        PlaceId P = Flow.resolve(Check.Place, None, Born);
        P = P == None ? Check.Place : P;
        (Check.AsksForOne ? LookUps : EmptyChecks).push_back({P, Check.Absent});
      } else if (E.kind() == EventKind::FirstTimesCheck) {
        FirstTimesChecks.push_back(
            {E.place(), E.get<fact::FirstTimesCheck>().Absent});
      } else if (E.kind() == EventKind::SizeCheck ||
                 E.kind() == EventKind::Insert) {
        PlaceId P = Flow.resolve(E.place(), E.root(), Born);
        if (E.kind() == EventKind::SizeCheck ||
            E.get<fact::Store>().Keys == KeyDomain::Open)
          (E.kind() == EventKind::Insert ? Inserts : SizeChecks)
              .push_back({P == None ? E.place() : P, B});
      } else if (E.kind() == EventKind::Call) {
        const CallFact &Call = F.Calls[E.call()];
        for (FunctionId Callee : Summaries.calleesOf(Call)) {
          const Binding Bound = Flow.bind(E.call(), Callee);
          for (const ReleaseEffect &R : Summaries[Callee].Releases) {
            ValueId CallBorn = None;
            if (!Grad.conditions().mayHold(R.If, Bound, B))
              continue;
            if (PlaceId Here = Flow.resolve(Bound, R.Place, CallBorn))
              Released.push_back({Here, B, R.Partial, R.OnlyCuts});
          }
          for (PlaceId P : Summaries[Callee].Grows) {
            ValueId CallBorn = None;
            if (PlaceId Here = Flow.resolve(Bound, P, CallBorn))
              Inserts.push_back({Here, B});
          }
        }
      }
    }
}

bool RetentionAnalysis::releasedWithin(PlaceId Sink, PayloadKind Kept,
                                       const LoopFact *Loop,
                                       Condition *OnlyIf) const {
  bool CanBeCut = payload(Kept).canBeCut();
  return llvm::any_of(Released, [&](const ReleasePoint &R) {
    return (CanBeCut || !R.OnlyCuts) && (!Loop || Loop->contains(R.Block)) &&
           overlaps(Unit, R.Place, Sink) &&
           !dependsOnParameter(R.Block, OnlyIf);
  });
}

bool RetentionAnalysis::boundedBySize(PlaceId Sink, Point At,
                                      const LoopFact *Loop) const {
  // `if (kept.size() < 10) kept.push_back(x)`: the store is on one side of a
  // branch on the size.
  for (const auto &[P, Block] : SizeChecks) {
    if ((Loop && !Loop->contains(Block)) || !overlaps(Unit, P, Sink))
      continue;
    for (unsigned Side : F.Blocks[Block].Successors)
      if (F.Blocks[Side].Predecessors.size() == 1 &&
          Flow.dominates(Side, 0, At.Block, ~0u))
        return true;
  }
  // `if (count < 10) kept.push_back(x)`
  return llvm::any_of(FirstTimesChecks, [&](const auto &Check) {
    return countsFor(Check.first, Sink, Loop) &&
           F.Blocks[Check.second].Predecessors.size() == 1 &&
           Flow.dominates(Check.second, 0, At.Block, ~0u);
  });
}

bool RetentionAnalysis::isAbsent(PlaceId Sink, unsigned Block) const {
  return llvm::any_of(LookUps, [&](const auto &Check) {
    return overlaps(Unit, Check.first, Sink) &&
           F.Blocks[Check.second].Predecessors.size() == 1 &&
           Flow.dominates(Check.second, 0, Block, ~0u);
  });
}

bool RetentionAnalysis::looksUp(PlaceId Sink, Point At) const {
  // What is put there in any case, `kv[layer] = cat({kv[layer], k})`, is a
  // state of each key.
  return isAbsent(Sink, At.Block) &&
         llvm::all_of(EntryStores, [&](const auto &Store) {
           return !overlaps(Unit, Store.first, Sink) ||
                  isAbsent(Sink, Store.second);
         });
}

bool RetentionAnalysis::fillsWhatIsEmpty(PlaceId Sink, Point At) const {
  return llvm::any_of(EmptyChecks, [&](const auto &Check) {
    return overlaps(Unit, Check.first, Sink) &&
           F.Blocks[Check.second].Predecessors.size() == 1 &&
           Flow.dominates(Check.second, 0, At.Block, ~0u);
  });
}

bool RetentionAnalysis::growsIn(PlaceId Sink, unsigned Block) const {
  const LoopFact *Loop = Loops.innermost(Block);
  for (const auto &[P, Where] : Inserts)
    if ((Loop ? Loop->contains(Where) : Where == Block) &&
        Unit.isWithin(Sink, P))
      return true;
  return false;
}

//===----------------------------------------------------------------------===//
// Consumption: is the history used later, so that keeping it is the point?
//===----------------------------------------------------------------------===//

bool RetentionAnalysis::consumed(llvm::ArrayRef<NodeId> Start, PlaceId Sink,
                                 const LoopFact *Loop) const {
  llvm::SmallVector<NodeId, 32> Work(Start.begin(), Start.end());
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    if (MayCoverAll || isOver(Budget::KeptWalk, Seen.size()))
      return true;
    const Node &Here = Flow.nodes()[N];
    if (!CoveredBy[N].empty() && Here.Kind == Node::Value)
      return true;
    if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      const Op Kind = Flow.opOf(N);
      if (Kind == Op::Cut || Kind == Op::Nothing)
        continue;
      // Batched as a whole: cat, stack.
      if (V.Kind == Op::Differentiable && V.WholeList &&
          (!Loop || !Loop->contains(V.Block)))
        return true;
      if (Kind == Op::Unknown)
        return true;
      if (Kind == Op::Call && V.Call != ~0u) {
        const CallFact &Call = F.Calls[V.Call];
        for (FunctionId Callee : Summaries.calleesOf(Call)) {
          for (PlaceId P : Summaries[Callee].Consumes)
            if (const Argument *Given = Flow.bind(V.Call, Callee).argument(P);
                Given && Seen.count(Given->Value))
              return true;
        }
        // A result that has no history cannot hand it on.
        if (Grad.at(N).Terms.empty())
          continue;
      }
    }
    Work.append(Flow.users()[N].begin(), Flow.users()[N].end());
  }
  // Returned, or kept in another place, which then answers for it.
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (E.kind() == EventKind::Return && Seen.count(E.value()))
        return true;
      if ((E.kind() == EventKind::Insert ||
           E.kind() == EventKind::AssignElement) &&
          Seen.count(E.value()) && E.place() != Sink)
        return true;
    }
  return false;
}

bool RetentionAnalysis::consumedOutside(PlaceId Sink,
                                        const LoopFact *Loop) const {
  // Asked for each store, so answered once per place and loop.
  auto [It, New] = ConsumedOutside.try_emplace({Sink, Loop}, false);
  if (!New)
    return It->second;
  if (ReadsOfRoot.empty())
    for (ValueId V = 1; V < F.Values.size(); ++V)
      if (F.Values[V].Kind == Op::Load)
        ReadsOfRoot[Unit.rootOf(F.Values[V].Place)].push_back(V);
  llvm::SmallVector<NodeId, 8> Reads;
  for (ValueId V : ReadsOfRoot[Unit.rootOf(Sink)])
    if (!(Loop && Loop->contains(F.Values[V].Block)) &&
        overlaps(Unit, F.Values[V].Place, Sink))
      Reads.push_back(V);
  bool Result = consumed(Reads, Sink, Loop);
  ConsumedOutside[{Sink, Loop}] = Result;
  return Result;
}

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

void RetentionAnalysis::decide(StoreEffect Effect, Point At, ValueId Born,
                               llvm::ArrayRef<NodeId> Stored) {
  PlaceId Root = Unit.rootOf(Effect.Sink);
  if (!payload(Effect.Payload).canBeCut() && fillsWhatIsEmpty(Effect.Sink, At))
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
  if (!RunsOn &&
      releasedWithin(Effect.Sink, Effect.Payload, nullptr, &Effect.EndsIf))
    return;
  if (boundedBySize(Effect.Sink, At, nullptr))
    return;
  LoopNest::Within Around = Loops.within(
      At.Block, [](const LoopFact &) { return false; },
      [&](const LoopFact &L) { return repeatsStore(L, Stored); });
  if (Around.Repeats && !Effect.repeats())
    Effect.RepeatLoc = Around.Repeats->Loc;
  Effect.addRounds(Around.How);
  addStore(std::move(Effect));
}

void RetentionAnalysis::addStore(StoreEffect Effect) {
  // The same over another way of calls tells nothing new.
  if (llvm::any_of(Result.Stores, [&](const StoreEffect &Known) {
        return Known.Loc == Effect.Loc && saysTheSame(Known, Effect);
      }))
    return;
  size_t Others = llvm::count_if(Result.Stores, [&](const StoreEffect &Known) {
    return Known.Payload == Effect.Payload;
  });
  if (!isOver(Budget::SummaryStores, Others + 1))
    Result.Stores.push_back(std::move(Effect));
}

void RetentionAnalysis::decideLocal(StoreEffect Effect, Point At, ValueId Born,
                                    llvm::ArrayRef<NodeId> Stored) {
  unsigned Declared = Born != None ? F.Values[Born].Block
                                   : Flow.declaredIn(Unit.rootOf(Effect.Sink));
  LoopNest::Within Around = Loops.within(
      At.Block,
      [&](const LoopFact &L) {
        return L.contains(Declared) ||
               releasedWithin(Effect.Sink, Effect.Payload, &L);
      },
      [&](const LoopFact &L) { return repeatsStore(L, Stored); });
  const LoopFact *Loop = Around.Repeats;
  if (!Loop && !Effect.repeats())
    return;
  // A container of handles that ends with the call is what the call is for.
  bool CanBeCut = payload(Effect.Payload).canBeCut();
  if (!CanBeCut && Effect.Sink == Unit.rootOf(Effect.Sink))
    return;
  if (Loop && boundedBySize(Effect.Sink, At, Loop))
    return;
  // Kept in order to be used: layers that are concatenated, losses that are
  // summed for one backward. A backward in each round says otherwise.
  bool HandedOn = CanBeCut && consumedOutside(Effect.Sink, Loop);
  if (HandedOn && !Effect.BackwardInRound)
    return;
  if (!Around.Ends && (HandedOn || !Flow.isLocal(Unit.rootOf(Effect.Sink))))
    Around.How.Holder = Life::Object;
  found(std::move(Effect), Around);
}

void RetentionAnalysis::found(StoreEffect Effect,
                              const LoopNest::Within &Around) {
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

//===----------------------------------------------------------------------===//
// Summary
//===----------------------------------------------------------------------===//

void RetentionAnalysis::summarize() {
  bool SamePlace = true, AllNew = true, Returns = false;
  llvm::DenseMap<PlaceId, std::pair<Spot, Moment>> AssignedAt;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (E.kind() == EventKind::Assign || E.kind() == EventKind::Insert ||
          E.kind() == EventKind::AssignElement)
        AssignedAt[E.place()] = {E.Loc, {B, E.Order}};
      if (E.kind() == EventKind::Return) {
        AbstractValue Here = Grad.at(E.value());
        Here.Terms = Grad.conditions().fromBlock(Here.Terms, B);
        for (auto &[Key, Terms] : Here.Fields)
          Terms = Grad.conditions().fromBlock(Terms, B);
        Result.Return.join(Here);
        Result.ReturnsFrozen |= isFrozenModule(E.value());
        StoreEffect Effect;
        noteBackward(Effect, E.value(), {B, E.Order});
        if (Effect.Freed) {
          Result.ReturnFreedAt = Effect.BackwardLoc;
          Result.ReturnAt = E.Loc;
          const fact::Written &Written = E.get<fact::Return>().Returned;
          Result.ReturnedEnd = Written.IsTensor && Written.IsPrimary
                                   ? Written.Range.End
                                   : Spot();
        }
        ValueId Born = None;
        PlaceId P = Flow.pointee(E.value(), Born);
        Returns = true;
        const Value &Returned = F.Values[E.value()];
        AllNew &= (P == None && Born != None) ||
                  (Returned.Kind == Op::Load &&
                   Unit.Places[Returned.Place].IsModule &&
                   Flow.isBuiltHere(E.value()));
        if (P != None && Flow.isLocal(Unit.rootOf(P)))
          P = None;
        if (P == None ||
            (Result.ReturnPlace != None && Result.ReturnPlace != P))
          SamePlace = false;
        Result.ReturnPlace = P;
      } else if (E.kind() == EventKind::IndirectCall) {
        if (E.place() != None &&
            Unit.Places[E.place()].Kind == PlaceKind::Parameter)
          Result.Invokes.push_back(
              {E.place(), Loops.outermost(B) != nullptr,
               Grad.modeOf(Flow.modeAtIndirect(E.call()))});
      }
    }
  if (!SamePlace)
    Result.ReturnPlace = None;
  Result.ReturnsNew = Returns && AllNew;
  Result.ModeAtExit = Grad.modeAtExit();
  for (PlaceId P : Flow.written()) {
    NodeId N = Flow.atExit(P);
    const Place &Here = Unit.Places[P];
    if (!Here.HoldsTensors)
      continue;
    PlaceId Root = Unit.rootOf(P);
    // What hangs off a local pointer belongs to the place that it leads to.
    if (Unit.Places[Root].Kind == PlaceKind::Temporary ||
        (Unit.Places[Root].Kind == PlaceKind::Local &&
         Unit.Places[Root].Owner == Function))
      continue;
    // One element was added or set: what the others hold is left.
    bool Weak = Flow.nodes()[N].Kind == Node::Join &&
                Flow.nodes()[Flow.nodes()[N].Operands[0]].Kind == Node::Entry;
    if (Weak)
      N = Flow.nodes()[N].Operands[1];
    bool Empties = Flow.nodes()[N].Kind == Node::Empty;
    Result.Writes.push_back({P, Grad.at(N), Weak, Empties,
                             AssignedAt.lookup(P).first,
                             AssignedAt.lookup(P).second});
  }
  if (!F.IsDestructor)
    for (const ReleasePoint &R : Released) {
      PlaceId Root = Unit.rootOf(R.Place);
      if (Flow.isLocal(Root) || Unit.Places[Root].Kind == PlaceKind::Temporary)
        continue;
      Condition If = Grad.conditions().ofParameter(R.Block);
      auto isKnown = [&](const ReleaseEffect &Known) {
        return Known.Place == R.Place && Known.Partial == R.Partial &&
               Known.OnlyCuts == R.OnlyCuts &&
               (Known.If.Flag == None || Known.If == If);
      };
      if (llvm::none_of(Result.Releases, isKnown))
        Result.Releases.push_back({R.Place, R.Partial, If, R.OnlyCuts});
    }
  for (const auto &[P, Block] : Inserts)
    if (!Flow.isLocal(Unit.rootOf(P)) &&
        Flow.dominates(Block, 0, F.Exit, ~0u) &&
        !llvm::is_contained(Result.Grows, P))
      Result.Grows.push_back(P);
  for (NodeId N = 1; N < Flow.nodes().size(); ++N) {
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind != Node::Entry)
      continue;
    // A backward through a module's parameters is none of what it computes.
    if (!CoveredBy[N].empty() && !Unit.Places[Here.Place].IsModule)
      Result.Backwards.push_back(
          {Here.Place, llvm::all_of(CoveredBy[N], [&](unsigned I) {
             return Backwards[I].MayCreateGraph;
           })});
    if (Unit.Places[Here.Place].HoldsTensors &&
        consumed({N}, Here.Place, nullptr) &&
        !llvm::is_contained(Result.Consumes, Here.Place))
      Result.Consumes.push_back(Here.Place);
  }
}

} // namespace torchleak
