//===- Resets.cpp - What is set anew, and when ----------------------------===//

#include "analysis/keep/Resets.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

/// The function keeps in \p W what it is given.
bool Resets::isSetter(const UnitFacts &Unit, FunctionId Callee,
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

bool Resets::isGiven(ValueId V) const {
  const TermSet &Terms = Grad.at(V).Terms;
  return !Terms.empty() &&
         llvm::all_of(Terms, [&](const Term &T) { return isOfCaller(T); });
}

bool Resets::setsAnew(const Event &E, PlaceId P, unsigned Block,
                      const LoopFact *Loop) const {
  if (E.isOnce())
    return false;
  PlaceId Named = nameOf(E);
  if (!reaches(E.value(), Named))
    return !Checks.isFirstTime(P, Block, Loop);
  // `h = done ? zeros() : next`
  const Value &New = F.Values[E.value()];
  return New.Kind == Op::Handle && New.Operands.size() > 1 &&
         Unit.Places[E.place()].Tensor &&
         llvm::any_of(New.Operands, [&](ValueId Side) {
           return Side != None && F.Values[Side].Block != Block &&
                  !reaches(Side, Named) &&
                  !Checks.isFirstTime(P, F.Values[Side].Block, Loop);
         });
}

llvm::SmallVector<PlaceId, 2> Resets::setAnewBy(const Event &E,
                                                unsigned Block) const {
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
          !Checks.isFirstTime(Here, Block, nullptr))
        Result.push_back(Here);
    }
  return Result;
}

bool Resets::resetWithin(PlaceId Sink, const LoopFact *Loop,
                         Condition *OnlyIf) const {
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

bool Resets::setAnewWithin(PlaceId Sink, const LoopFact *Loop,
                           Condition *OnlyIf) const {
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
    bool FirstTime = Checks.isFirstTime(Sink, B, Loop);
    for (const Event &E : F.Blocks[B].Events) {
      for (const Event &Release : Summaries.releasesAt(F, E))
        if (!FirstTime && setsWhole(Release) &&
            !Grad.conditions().dependsOnParameter(B, OnlyIf))
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
                !Grad.conditions().dependsOnParameter(B, OnlyIf))
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
                !Grad.conditions().dependsOnParameter(B, OnlyIf))
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
      if (Anew && !Grad.conditions().dependsOnParameter(B, OnlyIf))
        return true;
    }
  }
  return false;
}

void Resets::summarize(Summary &Result) const {
  auto note = [&](PlaceId P, unsigned Block) {
    if (P == None || !Unit.Places[P].HoldsTensors ||
        Unit.Places[P].ModuleParameters || Flow.isLocal(Unit.rootOf(P)) ||
        Unit.Places[Unit.rootOf(P)].Kind == PlaceKind::Temporary ||
        Checks.isFirstTime(P, Block, nullptr))
      return;
    Condition If = Grad.conditions().ofParameter(Block);
    auto isKnown = [&](const ResetEffect &Known) {
      return Known.Place == P && (Known.If.Flag == None || Known.If == If);
    };
    if (llvm::none_of(Result.Resets, isKnown))
      Result.Resets.push_back({P, If});
  };
  for (const InPlaceCuts::Elements &Cut : Cuts.cutElements())
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

} // namespace torchleak
