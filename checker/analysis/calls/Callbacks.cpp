//===- Callbacks.cpp - Callables that run from where they are kept --------===//

#include "analysis/calls/Callbacks.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

bool Callbacks::isSame(const IndirectCall &A, const IndirectCall &B) {
  auto sameParts = [](const PassedValue &X, const PassedValue &Y) {
    return X.Empty == Y.Empty &&
           std::equal(X.Parts.begin(), X.Parts.end(), Y.Parts.begin(),
                      Y.Parts.end(), [](const auto &P, const auto &Q) {
                        return P.first == Q.first &&
                               saysTheSame(P.second, Q.second);
                      });
  };
  return A.Signature == B.Signature && A.Mode == B.Mode &&
         std::equal(A.Arguments.begin(), A.Arguments.end(), B.Arguments.begin(),
                    B.Arguments.end(), sameParts);
}

void Callbacks::note(IndirectCall Call) {
  Numbers &Known = CallsOf[Call.Caller];
  if (llvm::any_of(Known, [&](unsigned I) { return isSame(Calls[I], Call); }))
    return;
  if (isOver(Budget::PassedToCallables, Known.size() + 1)) {
    Incomplete.insert(Call.Signature);
    return;
  }
  Known.push_back(Calls.size());
  CallsWith[Call.Signature].push_back(Calls.size());
  Calls.push_back(std::move(Call));
}

static bool isLasting(const Place &P) {
  return P.Kind == PlaceKind::Field || P.Kind == PlaceKind::Global;
}

void Callbacks::addIndirectCall(FunctionId Function, const Event &E,
                                const RetentionAnalysis &Analysis) {
  const CallFact &Call = Unit.Functions[Function]->Calls[E.call()];
  IndirectCall Indirect;
  Indirect.Caller = Function;
  Indirect.Signature = Call.signature();
  Indirect.Mode =
      Analysis.grad().modes().modeOf(Analysis.flow().modeAtIndirect(E.call()));
  for (auto [I, A] : llvm::enumerate(Call.Arguments)) {
    if (A.Place != None && isLasting(Unit.Places[A.Place]))
      Given.try_emplace({Call.signature(), unsigned(I)}, A.Place);
    const AbstractValue &Passed = Analysis.grad().at(A.Value);
    PassedValue &Value = Indirect.Arguments.emplace_back();
    Value.Parts.push_back({NoEntity, Passed.Terms});
    Value.Empty = Analysis.flow().isEmpty(A.Value);
    if (Passed.HasFields)
      llvm::append_range(Value.Parts, Passed.Fields);
  }
  note(std::move(Indirect));
}

void Callbacks::liftFrom(FunctionId Callee, FunctionId Function,
                         unsigned CallIndex,
                         const RetentionAnalysis &Analysis) {
  auto It = CallsOf.find(Callee);
  if (It == CallsOf.end())
    return;
  const Binding Bound = Analysis.flow().bind(CallIndex, Callee);
  const Numbers Known = It->second;
  for (unsigned I : Known) {
    IndirectCall Lifted;
    Lifted.Caller = Function;
    Lifted.Signature = Calls[I].Signature;
    bool PassesOn = false;
    for (const PassedValue &Inner : Calls[I].Arguments) {
      PassedValue &Value = Lifted.Arguments.emplace_back();
      Value.Empty = Inner.Empty;
      for (const auto &[Key, Terms] : Inner.Parts) {
        TermSet Here;
        Analysis.grad().substitute(Terms, CallIndex, Callee, Here);
        Value.Parts.push_back({Key, std::move(Here)});
        forEachReason(Terms, [&](const Term &T) {
          PlaceId Root = Unit.rootOf(T.Place);
          if (T.Kind != Term::Content ||
              Unit.Places[Root].Kind != PlaceKind::Parameter)
            return;
          PassesOn = true;
          const Argument *Whole = Bound.argument(T.Place);
          if (!Whole || T.Place != Root)
            return;
          // The caller may know the fields of what is passed on as a whole.
          Value.Empty |= Analysis.flow().isEmpty(Whole->Value);
          llvm::append_range(Value.Parts,
                             Analysis.grad().at(Whole->Value).Fields);
        });
      }
    }
    if (!PassesOn)
      continue;
    Calls[I].Lifted = true;
    note(std::move(Lifted));
  }
}

PlaceId Callbacks::givenTo(FunctionId Callable, PlaceId P) {
  const FunctionFacts &F = *Unit.Functions[Callable];
  const Place Root = Unit.Places[Unit.rootOf(P)];
  if (!Bodies.isCallable(Callable) || Root.Kind != PlaceKind::Parameter)
    return None;
  PlaceId Whole = Given.lookup({F.Signature, Root.ParameterIndex});
  return Whole == None ? None : Unit.rebase(P, Whole);
}

bool Callbacks::mayRunGuarded(FunctionId Callable,
                              const GradModes &Modes) const {
  if (Callable == NoFunction)
    return false;
  EntityId Signature = Unit.Functions[Callable]->Signature;
  auto It = CallsWith.find(Signature);
  return Incomplete.contains(Signature) ||
         (It != CallsWith.end() && llvm::any_of(It->second, [&](unsigned I) {
            const IndirectCall &Call = Calls[I];
            return Call.Mode == GradMode::Off ||
                   (Call.Mode == GradMode::Caller &&
                    !Modes.mayBeOnAtEntry(Call.Caller));
          }));
}

void Callbacks::forEachGiven(
    FunctionId Callable,
    llvm::function_ref<void(EntityId, const TermSet *, FunctionId)> Visit)
    const {
  if (!Bodies.isCallable(Callable))
    return;
  const FunctionFacts &F = *Unit.Functions[Callable];
  bool All = !Incomplete.contains(F.Signature);
  for (PlaceId Parameter : F.Parameters)
    if (!All)
      Visit(Unit.Places[Parameter].Entity, nullptr, NoFunction);
  auto It = CallsWith.find(F.Signature);
  if (It == CallsWith.end())
    return;
  for (unsigned Number : It->second) {
    const IndirectCall &Call = Calls[Number];
    // Its callers tell more than it does.
    if (Call.Lifted)
      continue;
    for (auto [I, Parameter] : llvm::enumerate(F.Parameters)) {
      if (I >= Call.Arguments.size() || Call.Arguments[I].Empty)
        continue;
      for (const auto &[Key, Terms] : Call.Arguments[I].Parts)
        Visit(Key ? Key : Unit.Places[Parameter].Entity, &Terms, Call.Caller);
    }
  }
}

} // namespace torchleak
