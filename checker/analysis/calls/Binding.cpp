//===- Binding.cpp - A callee's words in those of its caller --------------===//

#include "analysis/calls/Binding.h"

namespace torchleak {

PlaceId Binding::place(PlaceId P) const {
  const PlaceId RootId = Unit.rootOf(P);
  // A copy: places may be added.
  const Place Root = Unit.Places[RootId];
  switch (Root.Kind) {
  case PlaceKind::Global:
    return P;
  case PlaceKind::This:
    // A lambda's `this` is that of the method around it.
    if (EntityId Record = Unit.Functions[Callee]->Record;
        Unit.Functions[Callee]->IsLambda)
      return Record == Caller.Record
                 ? P
                 : Unit.rebase(P, Unit.capturedThis(Record));
    return Unit.rebase(P, call().Receiver.Place);
  case PlaceKind::CapturedThis:
    return Caller.Record == Root.Entity ? Unit.rebase(P, Unit.ThisPlace) : P;
  case PlaceKind::Parameter:
  case PlaceKind::Local: {
    if (Root.Owner != Callee)
      return P; // captured from a function further out
    const Argument *Given = argument(P);
    return Given ? Unit.rebase(P, Given->Place) : None;
  }
  default:
    return None;
  }
}

const Argument *Binding::passed(PlaceId P) const {
  if (Unit.Places[Unit.rootOf(P)].Kind == PlaceKind::This &&
      !Unit.Functions[Callee]->IsLambda)
    return &call().Receiver;
  return argument(P);
}

const Argument *Binding::argument(PlaceId P) const {
  return isOfParameter(P)
             ? argumentOf(Unit.Places[Unit.rootOf(P)].ParameterIndex)
             : nullptr;
}

bool Binding::isOfParameter(PlaceId P) const {
  const Place &Root = Unit.Places[Unit.rootOf(P)];
  return Root.Kind == PlaceKind::Parameter && Root.Owner == Callee;
}

const Argument *Binding::argumentOf(unsigned Parameter) const {
  return Parameter < call().Arguments.size() ? &call().Arguments[Parameter]
                                             : nullptr;
}

const Argument *Binding::flag(const Condition &C) const {
  return C.Flag != None && Unit.Places[C.Flag].Kind == PlaceKind::Parameter
             ? argument(C.Flag)
             : nullptr;
}

std::optional<bool> Binding::holds(const Condition &C) const {
  const Argument *A = flag(C);
  if (!A || !A->Number)
    return std::nullopt;
  return (*A->Number == C.Value) == C.Equal;
}

Condition Binding::condition(const Condition &C) const {
  if (C.Flag == None)
    return {None, C.Value, C.Equal};
  if (Unit.Places[C.Flag].Kind == PlaceKind::Parameter &&
      Unit.Places[C.Flag].Owner == Callee) {
    const Argument *A = flag(C);
    return {A ? A->Flag : None, C.Value, C.Equal};
  }
  return {place(C.Flag), C.Value, C.Equal};
}

} // namespace torchleak
