//===- Callbacks.cpp - Callables that run from where they are kept --------===//
//
// Which callable an indirect call runs, only the whole unit may tell: any of
// its callables that fits. What it is given is followed up through the callers.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

// Indirect calls of a function and its callees that its callers hear of.
static constexpr unsigned MaxIndirectCalls = 16;

void UnitAnalysis::noteIndirectCall(IndirectCall Indirect) {
  auto &Known = IndirectCallsOf[Indirect.Caller];
  if (Known.size() == MaxIndirectCalls)
    return;
  Known.push_back(IndirectCalls.size());
  IndirectCalls.push_back(std::move(Indirect));
}

void UnitAnalysis::liftIndirectCalls(FunctionId Function, unsigned CallIndex,
                                     FunctionId Callee,
                                     const RetentionAnalysis &Analysis) {
  auto It = IndirectCallsOf.find(Callee);
  if (It == IndirectCallsOf.end())
    return;
  const CallFact &Call = Facts.Functions[Function]->Calls[CallIndex];
  const llvm::SmallVector<unsigned, 2> Known = It->second;
  for (unsigned I : Known) {
    IndirectCall Lifted{Function, IndirectCalls[I].Signature, {}};
    bool PassesOn = false;
    for (const PassedValue &Inner : IndirectCalls[I].Arguments) {
      PassedValue &Given = Lifted.Arguments.emplace_back();
      Given.Empty = Inner.Empty;
      for (const auto &[Key, Terms] : Inner.Parts) {
        TermSet Here;
        Analysis.grad().substitute(Terms, CallIndex, Callee, Here);
        Given.Parts.push_back({Key, std::move(Here)});
        for (const Term &T : Terms) {
          PlaceId Root = Facts.rootOf(T.Place);
          const Place &Parameter = Facts.Places[Root];
          if (T.Kind != Term::Content || Parameter.Kind != PlaceKind::Parameter)
            continue;
          PassesOn = true;
          if (T.Place != Root || Parameter.Owner != Callee ||
              Parameter.ParameterIndex >= Call.Arguments.size())
            continue;
          // The caller may know the fields of what is passed on as a whole.
          ValueId Whole = Call.Arguments[Parameter.ParameterIndex].Value;
          Given.Empty |= Analysis.flow().isEmpty(Whole);
          llvm::append_range(Given.Parts, Analysis.grad().at(Whole).Fields);
        }
      }
    }
    if (!PassesOn)
      continue;
    IndirectCalls[I].Lifted = true;
    noteIndirectCall(std::move(Lifted));
  }
}

PlaceId UnitAnalysis::givenToCallback(FunctionId Callable, PlaceId P) {
  const FunctionFacts &F = *Facts.Functions[Callable];
  const Place Root = Facts.Places[Facts.rootOf(P)];
  if ((!F.IsLambda && !F.AddressTaken) || Root.Kind != PlaceKind::Parameter)
    return None;
  for (const IndirectCall &Indirect : IndirectCalls) {
    if (Indirect.Signature != F.Signature || Indirect.Call == ~0u)
      continue;
    const CallFact &Call =
        Facts.Functions[Indirect.Caller]->Calls[Indirect.Call];
    if (Root.ParameterIndex >= Call.Arguments.size())
      continue;
    PlaceId Given = Call.Arguments[Root.ParameterIndex].Place;
    if (Given != None && isLasting(Given))
      return Facts.rebase(P, Given);
  }
  return None;
}

bool UnitAnalysis::mayRunGuarded(FunctionId Callable) const {
  return Callable != NoFunction &&
         llvm::any_of(IndirectCalls, [&](const IndirectCall &Call) {
           return Call.Signature == Facts.Functions[Callable]->Signature &&
                  (Call.Mode == GradMode::Off ||
                   (Call.Mode == GradMode::Caller &&
                    !Modes.mayBeOnAtEntry(Call.Caller)));
         });
}

void UnitAnalysis::resolveCallbacks() {
  // Any callable of the unit that fits may be the one that is kept there.
  for (const auto &F : Facts.Functions) {
    if (!F->IsLambda && !F->AddressTaken)
      continue;
    for (const IndirectCall &Call : IndirectCalls) {
      // Its callers tell more than it does.
      if (Call.Signature != F->Signature || Call.Lifted)
        continue;
      for (unsigned I = 0; I != F->Parameters.size(); ++I) {
        EntityId Parameter = Facts.Places[F->Parameters[I]].Entity;
        if (Call.Arguments[I].Empty)
          continue;
        for (const auto &[Key, Terms] : Call.Arguments[I].Parts) {
          EntityId Given = Key ? Key : Parameter;
          if (const Term *T = attachedBecause(Terms, Call.Caller))
            addTerm(Contents[Given], *T);
          else
            SometimesDetached.insert(Given);
        }
      }
    }
  }
}

} // namespace torchleak
