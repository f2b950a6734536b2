//===- UnitAnalysis.cpp - The answers for a whole unit --------------------===//

#include "analysis/UnitAnalysis.h"
#include "analysis/payload/KeyDomains.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

UnitAnalysis::UnitAnalysis(UnitFacts Given)
    : Facts(std::move(Given)), Summaries(Facts),
      Graph(Facts, Summaries.targets()), Modes(Facts.Functions.size()),
      Callables(Facts, Summaries.targets()), CallSites(Facts.Functions.size()) {
  // What is not known is not only what such a function does, but also whom it
  // calls, and how often.
  if (llvm::any_of(Facts.Functions,
                   [](const auto &F) { return F->OverBudget; }))
    return;
  std::vector<OwnershipCycle> FoundCycles;
  ComponentAnalysis Components(Facts, Summaries, Seconds);
  for (const CallGraph::Component &Component : Graph.components())
    for (auto &Analysed : Components.run(Component)) {
      FunctionId Function = Analysed->Function;
      // Remember whose words the terms are in.
      for (Retention &R : Analysed->Found) {
        R.Top = Function;
        Open.push_back(std::move(R));
      }
      llvm::append_range(FoundCycles, Analysed->Cycles);
      PhaseTimer Timer(Seconds, "unit");
      collectUnitFacts(Function, *Analysed->Analysis);
      collectScopes(Function, *Analysed->Analysis);
      References.collect(Function);
      collectBounds(Function);
      Guards.collect(Function);
    }
  PhaseTimer Timer(Seconds, "unit");
  Modes.solve(Graph, [&](FunctionId F) { return gradOnAtStart(F); });
  Frozen.propagate();
  resolveCallbacks();
  releaseThroughScopes();
  References.bind();
  for (const CallGraph::Component &Component : Graph.components())
    for (FunctionId Function : Component.Functions)
      decideOpenStores(Function);
  finish(std::move(Open));
  finishCycles(std::move(FoundCycles));
  GradientCycles = Created.cycles();
}

unsigned UnitAnalysis::countUnknownCalls() const {
  unsigned Count = 0;
  for (const auto &F : Facts.Functions)
    Count += llvm::count_if(F->Calls, [&](const CallFact &Call) {
      return Summaries.isUnknown(Call);
    });
  return Count;
}

void UnitAnalysis::collectChange(const Change &Here, const Event &E,
                                 const RetentionAnalysis &Analysis) {
  const FunctionId Function = Here.In;
  const FunctionFacts &F = *Facts.Functions[Function];
  if (!F.IsConstructor && E.place() != None && !E.isOnce() &&
      isLasting(E.place()) && !Analysis.resets().isGiven(E.value()) &&
      !Facts.Places[E.place()].ModuleParameters &&
      (E.kind() != EventKind::Release &&
               !Analysis.grad().at(E.value()).Terms.empty()
           ? Analysis.resets().setsAnew(E, E.place(), Here.Block, nullptr)
           : !E.isPartial() && !Analysis.checks().isFirstTime(
                                   E.place(), Here.Block, nullptr)))
    TensorResets[resetKey(E.place())].push_back(Here);
  if (F.IsDestructor && E.place() != None)
    for (PlaceId P = E.place();
         P != None && Facts.Places[P].Parent != Facts.ThisPlace;
         P = Facts.Places[P].Parent)
      OthersReleased.insert({Facts.Places[P].Entity, Function});
  if (F.IsConstructor || E.place() == None || Facts.Places[E.place()].Tensor)
    return;
  EntityId Key = Facts.Places[E.place()].Entity;
  Op Value = E.value() == None ? Op::Nothing : Analysis.flow().opOf(E.value());
  bool Empty = Value == Op::Nothing ||
               (Value == Op::Handle && F.Values[E.value()].Operands.empty());
  // The initializer of a static local runs once.
  if (E.kind() == EventKind::AssignElement &&
      Facts.Places[E.place()].Kind != PlaceKind::Field)
    return;
  if (E.kind() == EventKind::Release || Empty)
    (E.isPartial() ? FieldTrims : FieldReleases)[Key].push_back(
        {Function, Here.If, Here.Block,
         /*OnlyCuts=*/E.kind() == EventKind::AssignElement});
  else if (E.kind() == EventKind::AssignElement) {
    if (Value == Op::NewObject || Value == Op::Aggregate || Value == Op::Call)
      ElementReplacements[Key].push_back(Here);
  } else if (Facts.Places[E.place()].Container || Value == Op::NewObject ||
             Value == Op::Aggregate || Value == Op::Call)
    FieldReplacements[Key].push_back(Here);
}

void UnitAnalysis::collectUnitFacts(FunctionId Function,
                                    RetentionAnalysis &Analysis) {
  const FunctionFacts &F = *Facts.Functions[Function];
  if (F.IsConstructor && switchesOff(Function))
    MadeWithGradOff.insert(F.Record);
  for (unsigned B : F.Order) {
    const Change Here(Function, Analysis.grad().conditions().ofParameter(B), B);
    for (const Event &E : F.Blocks[B].Events) {
      for (const Event &Release : Summaries.releasesAt(F, E))
        collectChange(Here, Release, Analysis);
      unsigned Loops = llvm::count_if(
          F.Loops, [&](const LoopFact &L) { return L.contains(B); });
      bool InLoop = Loops != 0;
      Frozen.collect(Function, E, Analysis);
      switch (E.kind()) {
      case EventKind::Call: {
        const CallFact &Call = F.Calls[E.call()];
        GradMode Mode = Call.Times == CallTimes::Stored
                            ? Analysis.grad().modes().modeOf(
                                  Analysis.flow().modeAt(Call.Result))
                            : Analysis.grad().modes().modeOfCall(Call);
        bool Elsewhere =
            Call.OnThread || Analysis.flow().timesOf(Call) == CallTimes::Stored;
        GradMode Starter =
            Analysis.grad().modes().modeOf(Analysis.flow().modeAt(Call.Result));
        for (FunctionId Callee : Summaries.calleesOf(Call))
          if (Callee != Function)
            Callables.liftFrom(Callee, Function, E.call(), Analysis);
        for (FunctionId Callee : Summaries.calleesOf(Call))
          if (Callee != Function) {
            CallSites[Callee].push_back(
                {Function, Mode, InLoop, Loops == 1 && Call.Receiver.Element,
                 Call.Times != CallTimes::Once, Call.Loc, Elsewhere,
                 Call.OnThread, Starter, B, E.call()});
            Modes.addCall(Function, Callee, Mode);
          }
        if (!F.IsConstructor)
          for (PlaceId P : Analysis.resets().setAnewBy(E, B))
            if (isLasting(P))
              TensorResets[resetKey(P)].push_back(Here);
        Created.passLeaves(Function, E, B, Analysis);
        break;
      }
      case EventKind::IndirectCall:
        Callables.addIndirectCall(Function, E, Analysis);
        break;
      case EventKind::Backward:
        if (const auto &Backward = E.get<fact::Backward>();
            Backward.CreatesGraph && Backward.IntoLeaves)
          Created.collect(Function, E, B, Analysis);
        [[fallthrough]];
      case EventKind::TrainingStep:
        if (F.Record)
          TrainingRecords.insert(F.Record);
        break;
      case EventKind::Release:
      case EventKind::Assign:
      case EventKind::AssignElement:
        collectChange(Here, E, Analysis);
        break;
      default:
        break;
      }
    }
  }
  for (const auto &[Exit, Places] : Analysis.flow().coveredBefore())
    for (const ValueFlow::CoveredPlace &Here : Places)
      if (isLasting(Here.Place) && Analysis.releases().isCutInAll(Here))
        FieldTrims[Facts.Places[Here.Place].Entity].push_back(
            {Function, {}, ~0u, /*OnlyCuts=*/true});
  for (PlaceId P : Analysis.releases().releasedByPointer())
    if (!F.IsConstructor && isLasting(P))
      FieldReleases[Facts.Places[P].Entity].push_back(Function);
  for (const ResetEffect &R : Summaries[Function].Resets)
    if (!F.IsConstructor && isLasting(R.Place))
      TensorResets[resetKey(R.Place)].push_back({Function, R.If});
  // What methods leave in fields, for methods that read them.
  for (const WriteEffect &W : Summaries[Function].Writes) {
    const Place &P = Facts.Places[W.Place];
    if ((P.Kind != PlaceKind::Field && P.Kind != PlaceKind::Global) ||
        P.ModuleParameters)
      continue;
    bool Attached = false;
    for (const Term &T : W.Content.Terms)
      if (T.Kind != Term::Content && !T.dependsOnMode()) {
        Attached = true;
        addTerm(Contents[P.Entity], T);
      }
    // What is written into a tensor leaves what it was.
    bool Keeps = anyReason(W.Content.Terms, [&](const Term &T) {
      return T.Kind == Term::Content && T.Place == W.Place;
    });
    // An emptied list tells nothing of what is put into it.
    bool Emptied = W.Empties && P.Container;
    if (!Attached && !Keeps && !Emptied && !F.IsConstructor)
      SometimesDetached.insert(P.Entity);
  }
}

bool UnitAnalysis::gradOnAtStart(FunctionId Function) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  if (F.IsMain)
    return llvm::none_of(Facts.RunBeforeMain, [&](EntityId Before) {
      FunctionId Body = Summaries.targets().bodyOf(Before);
      return Body != NoFunction && switchesOff(Body);
    });
  // Whoever made the object may have left its thread without.
  return !F.Record || !MadeWithGradOff.contains(F.Record);
}

bool UnitAnalysis::switchesOff(FunctionId Function) const {
  GradMode Mode = Summaries[Function].ModeAtExit.Mode;
  return Mode == GradMode::Off || Mode == GradMode::Unknown;
}

std::optional<Term> UnitAnalysis::attachedBecause(const TermSet &Terms,
                                                  FunctionId Top) const {
  auto isOfFrozenClass = [&] {
    EntityId Record = Facts.Functions[Top]->Record;
    return Frozen.isFrozenClass(Record);
  };
  auto reasonFor = [&](const Term &T) -> std::optional<Term> {
    if (T.Kind == Term::Always)
      return T.Recorded ? std::optional(T) : std::nullopt;
    if (T.Kind == Term::Trainable)
      return Frozen.isFrozen(T.Place) || isOfFrozenClass() ? std::nullopt
                                                           : std::optional(T);
    const Place &P = Facts.Places[T.Place];
    if (SometimesDetached.contains(P.Entity))
      return std::nullopt;
    auto It = Contents.find(P.Entity);
    // Of what a callback is given, only the whole may be known.
    const Place &Root = Facts.Places[Facts.rootOf(T.Place)];
    if (It == Contents.end() && Root.Kind == PlaceKind::Parameter)
      It = Contents.find(Root.Entity);
    std::optional<Term> Result;
    if (It != Contents.end())
      forEachReason(It->second, [&](const Term &Field) {
        if (!Result && (Field.Recorded || T.Recorded) &&
            (Field.Kind == Term::Always ||
             (Field.Kind == Term::Trainable && !Frozen.isFrozen(Field.Place))))
          Result = Field;
      });
    return Result;
  };
  // What was seen tells more than that a backward ran.
  std::optional<Term> Seen, Proof;
  forEachReason(Terms, [&](const Term &T) {
    if (Seen || (T.CallerMode && !Modes.mayBeOnAtEntry(Top)) ||
        Callables.mayRunGuarded(T.Kept, Modes) || T.dependsOnMode())
      return;
    if (T.From.Proven)
      Proof = T;
    else
      Seen = reasonFor(T);
  });
  return Seen ? Seen : Proof;
}

void UnitAnalysis::resolveCallbacks() {
  // Any callable of the unit that fits may be the one that is kept there.
  for (FunctionId F = 0; F != Facts.Functions.size(); ++F)
    Callables.forEachGiven(
        F, [&](EntityId Given, const TermSet *Terms, FunctionId By) {
          std::optional<Term> T =
              Terms ? attachedBecause(*Terms, By) : std::nullopt;
          if (T)
            addTerm(Contents[Given], *T);
          else
            SometimesDetached.insert(Given);
        });
}

bool UnitAnalysis::isRoot(FunctionId Function) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  return !Graph.componentOf(Function).Called || F.IsStep || F.IsModuleForward;
}

bool UnitAnalysis::mayBeHavocked(PlaceId Sink, FunctionId In) const {
  llvm::SmallVector<EntityId, 4> Records{Facts.Functions[In]->Record};
  for (PlaceId P = Sink; P != None; P = Facts.Places[P].Parent)
    Records.push_back(Facts.Places[P].Record);
  return mayBeHavocked(
      Records, Facts.Places[Facts.rootOf(Sink)].Kind == PlaceKind::Global, In);
}

bool UnitAnalysis::mayBeHavocked(llvm::ArrayRef<EntityId> Records, bool Global,
                                 FunctionId In) const {
  auto isOneOf = [&](EntityId Record) {
    return Record != NoEntity && llvm::is_contained(Records, Record);
  };
  for (FunctionId Other = 0; Other != Facts.Functions.size(); ++Other) {
    const FunctionFacts &F = *Facts.Functions[Other];
    if (Summaries[Other].Havoc && !F.IsConstructor &&
        (Global || isOneOf(F.Record) ||
         llvm::any_of(
             F.Parameters,
             [&](PlaceId P) { return isOneOf(Facts.Places[P].Record); })) &&
        Lives.mayRunAgain(Other, In, {}))
      return true;
  }
  return false;
}

void UnitAnalysis::decideOpenStores(FunctionId Function) {
  const FunctionFacts &F = *Facts.Functions[Function];
  for (const StoreEffect &Effect : Summaries[Function].Stores) {
    // What callbacks do with what they are given, no caller in sight tells.
    PlaceId Given = Callables.givenTo(Function, Effect.Sink);
    if (Effect.EndsIf.Flag != None || (Given == None && !isRoot(Function)))
      continue;
    Retention R;
    R.Effect = Effect;
    R.Sink = Effect.Sink;
    R.Top = Function;
    if (Given != None) {
      R.Sink = Given;
      R.Effect.Seen = Rounds::Open;
      R.Effect.ByCallback = true;
      R.Effect.RepeatLoc = F.Loc;
    }
    const Place &Root = Facts.Places[Facts.rootOf(R.Sink)];
    const Place &Sink = Facts.Places[R.Sink];
    if (Root.Kind == PlaceKind::Parameter) {
      // A container that is passed in may be a batch that the caller runs
      // backward on, unless the loop here trains; a member of an object that is
      // passed in is not. Behind an opaque handle is an object that lasts, and
      // so is one with a module: the function is a method of it but in name.
      bool Member = Sink.Parent != None;
      auto Record = Facts.Records.find(Root.Record);
      bool Lasts = Root.Opaque ||
                   (Record != Facts.Records.end() && Record->second.HasModule);
      if (Effect.repeats() ? !Member && !Effect.BackwardInRound
                           : !(Member && Lasts))
        continue;
    } else if (Root.Kind != PlaceKind::This && Root.Kind != PlaceKind::Global) {
      continue;
    }
    // The same keys again make no more entries.
    bool NewWithCalls = !Effect.Key ||
                        isNewWithCallsOf(*Effect.Key, Facts, Function) ||
                        isNewWithCallsOf(*Effect.Key, Facts, Effect.In);
    if (!NewWithCalls && !Effect.repeats())
      continue;
    Lifetimes::Cause Calls = Lives.causeOfCalls(Function);
    R.Repeats = R.Effect.repetition();
    if (Root.Kind != PlaceKind::Parameter)
      R.Repeats.Holder =
          Root.Kind == PlaceKind::Global ? Life::Program : Life::Object;
    if (R.Effect.repeats()) {
      R.Why = R.Effect.ByCallback ? Repeat::Callback : Repeat::Loop;
      R.RepeatLoc = R.Effect.RepeatLoc;
      R.How = R.Effect.ByCallback ? Confidence::Likely : Confidence::Definite;
      if (Effect.UncertainCallback)
        R.How = Confidence::Possible;
    } else {
      R.Why = Repeat::Call;
      R.RepeatLoc = F.Loc;
      R.RepeatName = F.Name;
      R.How = Calls.How;
    }
    // Calls repeat what is not set anew with each.
    if (NewWithCalls &&
        (Root.Kind != PlaceKind::Parameter || !R.Effect.repeats()))
      R.Repeats.Times = std::max(R.Repeats.Times, Calls.Times);
    Open.push_back(std::move(R));
  }
}

bool UnitAnalysis::recordTrains(FunctionId Function) const {
  const FunctionFacts &F = *Facts.Functions[Function];
  return F.Record && TrainingRecords.contains(F.Record);
}

void UnitAnalysis::finish(std::vector<Retention> Found) {
  llvm::DenseMap<Spot, unsigned> ByPlace;
  for (Retention &R : Found) {
    if (R.Effect.Payload != PayloadKind::History)
      continue;
    std::optional<Term> Because = attachedBecause(R.Effect.Terms, R.Top);
    if (!Because)
      continue;
    // libtorch refuses to write into a leaf that requires grad.
    if (const Place &Sink = Facts.Places[R.Sink];
        Sink.ModuleParameters && !Frozen.isFrozen(Sink.Parent))
      continue;
    // What is left of a chain owns what was taken away, and what replaces one
    // may be made from it: only a value without its past ends it.
    RoundsOfLoop During = Lives.roundsOf(R.Top, R.Loop);
    std::optional<Confidence> How = confidenceOf(repetitionOf(R));
    if (!How ||
        (R.Effect.Carried == Carry::None
             ? releasedElsewhere(R.Sink, PayloadKind::History, R.Top, During)
             : resetElsewhere(R.Sink, R.Effect.In, During)) ||
        mayBeHavocked(R.Sink, R.Top))
      continue;
    R.Because = *Because;
    if (Because->From.Unsure)
      R.How = Confidence::Possible;
    // Where it is kept, or where its history began.
    for (FunctionId Where : {R.Effect.In, Because->From.In})
      if (Where != NoFunction)
        R.TrainsItself |= Summaries[Where].Trains || recordTrains(Where);
    R.Effect.Trains |= R.TrainsItself;
    if (Because->CallerMode && !Facts.Functions[R.Top]->IsMain &&
        R.How == Confidence::Definite) {
      // Only callers in sight can tell that no guard is held.
      R.AssumesGradMode = !Graph.componentOf(R.Top).Called;
      if (R.AssumesGradMode)
        R.How = Confidence::Likely;
    }
    R.How = std::min(R.How, *How);
    Guards.find(R);
    auto [It, New] = ByPlace.try_emplace(R.Effect.Loc, Retentions.size());
    if (New)
      Retentions.push_back(std::move(R));
    else if (std::pair(R.Effect.Carried != Carry::None, R.How) >
             std::pair(Retentions[It->second].Effect.Carried != Carry::None,
                       Retentions[It->second].How))
      Retentions[It->second] = std::move(R);
  }
  // What keeps a graph is told as that.
  llvm::DenseMap<EntityId, unsigned> Maps;
  for (Retention &R : Found) {
    if (R.Effect.Payload != PayloadKind::Handle ||
        ByPlace.count(R.Effect.Loc) || !growsWithKeys(R) ||
        mayBeHavocked(R.Sink, R.Top))
      continue;
    auto [It, New] =
        Maps.try_emplace(Facts.Places[R.Sink].Entity, Retentions.size());
    if (New)
      Retentions.push_back(std::move(R));
    else if (R.How > Retentions[It->second].How)
      Retentions[It->second] = std::move(R);
  }
}

Repetition UnitAnalysis::repetitionOf(const Retention &R) const {
  if (R.Effect.ResetIn == NoFunction)
    return R.Repeats.Holder == Life::Call ? Lives.throughCalls(R.Repeats, R.Top)
                                          : R.Repeats;
  // It is set anew before its holder ends.
  Repetition Here = R.Effect.repetition();
  return Here.Holder == Life::Call ? Lives.throughCalls(Here, R.Effect.ResetIn)
                                   : Here;
}

UnitAnalysis::Changes UnitAnalysis::releasesOf(EntityId Field) const {
  Changes Result = FieldReleases.lookup(Field);
  llvm::append_range(Result, FieldTrims.lookup(Field));
  return Result;
}

void UnitAnalysis::finishCycles(std::vector<OwnershipCycle> Found) {
  llvm::DenseSet<Spot> Seen;
  for (OwnershipCycle &Cycle : Found) {
    bool HoldsTorchMemory = false, Released = false;
    for (const TieEffect &Hop : Cycle.Hops) {
      for (EntityId Record : {Hop.FromRecord, Hop.ToRecord}) {
        auto It = Facts.Records.find(Record);
        HoldsTorchMemory |=
            It != Facts.Records.end() && It->second.HoldsTorchMemory;
      }
      // A destructor of the cycle's own classes never runs.
      for (const Change &Here : releasesOf(Hop.Field)) {
        FunctionId Function = Here.In;
        const FunctionFacts &Releases = *Facts.Functions[Function];
        bool OwnDestructor =
            Releases.IsDestructor &&
            llvm::any_of(Cycle.Hops, [&](const TieEffect &Other) {
              return Other.FromRecord == Releases.Record;
            });
        Released |= !OwnDestructor &&
                    (Lives.mayRun(Function, Cycle.In) || Releases.IsDestructor);
      }
    }
    llvm::SmallVector<EntityId, 8> Owners;
    for (const TieEffect &Hop : Cycle.Hops)
      Owners.append({Hop.FromRecord, Hop.ToRecord});
    if (!HoldsTorchMemory || Released ||
        mayBeHavocked(Owners, /*Global=*/false, Cycle.In))
      continue;
    // Nobody gives back what owns itself.
    Lifetimes::Cause Cause = Lives.causeOf(Cycle.In, Cycle.Block);
    if (!confidenceOf({Life::Program, Cause.Times}))
      continue;
    const FunctionFacts &F = *Facts.Functions[Cycle.In];
    TiedCycle Tied;
    Tied.How = Cause.How;
    Tied.RepeatLoc = Cause.Loop   ? Cause.Loop->Loc
                     : Cause.Site ? Cause.Site->Loc
                                  : F.Loc;
    if (Cause.Loop)
      Tied.Why = Repeat::Loop;
    else
      Tied.RepeatName = F.Name;
    if (!Seen.insert(Cycle.Hops[Cycle.Closing].Loc).second)
      continue;
    Tied.Cycle = std::move(Cycle);
    Cycles.push_back(std::move(Tied));
  }
}

const std::string &UnitAnalysis::recordName(EntityId Record) const {
  static const std::string Unknown = "object";
  auto It = Facts.Records.find(Record);
  return It == Facts.Records.end() ? Unknown : It->second.Name;
}

} // namespace torchleak
