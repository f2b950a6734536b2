//===- RetentionAnalysis.cpp - What a function keeps ----------------------===//

#include "analysis/keep/RetentionAnalysis.h"
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
      Base(Unit, Function, Summaries, Loops, Flow, Grad),
      Payload{History(Unit, Grad), Handle(Unit, F)} {}

Summary RetentionAnalysis::run() {
  {
    PhaseTimer Timer(Seconds, "retention");
    Keeps.emplace(Base, Payload);
    Keeps->Signs.summarize(Result);
    Keeps->Cuts.summarize(Result);
    Decisions Decided(Base, Payload, Keeps->Released, Keeps->Checks,
                      Keeps->Reset, Keeps->Uses, Found, Result.Stores);
    Stores(Base, Payload, Keeps->Backward, Keeps->Cuts, Keeps->Checks,
           Keeps->Growing, Decided, Result)
        .collectStores();
    CarriedValues(Base, Keeps->Backward, Keeps->Cuts, Keeps->Modules, Decided,
                  Result)
        .collectCarries();
    Keeps->Reset.summarize(Result);
    summarizeReturns();
    summarizeWrites();
    Keeps->Released.summarize(Result);
    Keeps->Growing.summarize(Result);
    Keeps->Backward.summarize(Result);
    Keeps->Uses.summarize(Result);
  }
  PhaseTimer Timer(Seconds, "ownership");
  OwnershipAnalysis(Unit, Function, Flow, Summaries, Cycles).run(Result);
  return std::move(Result);
}

void RetentionAnalysis::summarizeReturns() {
  bool SamePlace = true, AllNew = true, Returns = false;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (E.kind() == EventKind::Return) {
        AbstractValue Here = Grad.at(E.value());
        Here.Terms = Grad.conditions().fromBlock(Here.Terms, B);
        for (auto &[Key, Terms] : Here.Fields)
          Terms = Grad.conditions().fromBlock(Terms, B);
        Result.Return.join(Here);
        Result.ReturnsFrozen |= Keeps->Modules.isFrozenModule(E.value());
        StoreEffect Effect;
        Keeps->Backward.note(Effect, E.value(), {B, E.Order});
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
               Grad.modes().modeOf(Flow.modeAtIndirect(E.call()))});
      }
    }
  if (!SamePlace)
    Result.ReturnPlace = None;
  Result.ReturnsNew = Returns && AllNew;
  Result.ModeAtExit = Grad.modes().modeAtExit();
}

void RetentionAnalysis::summarizeWrites() {
  llvm::DenseMap<PlaceId, std::pair<Spot, Moment>> AssignedAt;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events)
      if (const auto *Store = E.as<fact::Store>())
        AssignedAt[Store->Place] = {E.Loc, {B, E.Order}};
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
}

} // namespace torchleak
