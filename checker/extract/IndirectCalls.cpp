//===- IndirectCalls.cpp - Which callables an indirect call may run -------===//
//
// `hook(batch, totals)`: any callable of the unit that fits.
//
//===----------------------------------------------------------------------===//

#include "extract/UnitBuilder.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

void UnitBuilder::findIndirectCallees() {
  llvm::DenseMap<EntityId, SmallVector<FunctionId, 2>> BySignature;
  for (const auto &[Declaration, Id] : Ids) {
    const FunctionFacts &F = *Facts.Functions[Id];
    if ((F.IsLambda || F.AddressTaken) &&
        Types.holdsTensors(
            cast<FunctionDecl>(declOf(F.Entity))->getReturnType()))
      BySignature[F.Signature].push_back(Id);
  }
  for (const auto &F : Facts.Functions)
    for (CallFact &Call : F->Calls) {
      if (!Call.Signature || Call.Result == None)
        continue;
      SmallVector<FunctionId, 2> Fitting = BySignature.lookup(Call.Signature);
      if (Fitting.empty() || isOver(Budget::IndirectCallees, Fitting.size()))
        F->Values[Call.Result].Kind = Op::Unknown;
      else
        Call.Callees.append(Fitting.begin(), Fitting.end());
    }
}

/// The function empties, replaces or passes on what its parameter is, so that
/// what becomes of it is not known.
static bool mayEmpty(const UnitFacts &Unit, const FunctionFacts &F,
                     PlaceId Parameter) {
  auto isPassed = [&](const Argument &A) {
    return A.Place != None && Unit.isWithin(A.Place, Parameter) &&
           !Unit.Places[A.Place].Tensor;
  };
  auto empties = [&](const Event &E) {
    if (E.is<fact::Call>() || E.is<fact::IndirectCall>())
      return isPassed(F.Calls[E.call()].Receiver) ||
             llvm::any_of(F.Calls[E.call()].Arguments, isPassed);
    if (E.place() == None)
      return false;
    return E.is<fact::Release>()
               ? Unit.isWithin(E.place(), Parameter)
               : E.kind() == EventKind::Assign && E.place() == Parameter;
  };
  return llvm::any_of(F.Blocks, [&](const Block &B) {
    return llvm::any_of(B.Events, empties);
  });
}

void UnitBuilder::keepWhatCallablesKeep() {
  // Somebody else's callable may do anything.
  if (!Facts.HasMain)
    return;
  llvm::DenseMap<EntityId, SmallVector<const FunctionFacts *, 2>> BySignature;
  for (const auto &F : Facts.Functions)
    if (F->IsLambda || F->AddressTaken)
      BySignature[F->Signature].push_back(F.get());
  for (const auto &F : Facts.Functions)
    for (Block &B : F->Blocks)
      llvm::erase_if(B.Events, [&](const Event &E) {
        if (!E.is<fact::Release>() || E.call() == ~0u)
          return false;
        const CallFact &Call = F->Calls[E.call()];
        auto Fitting = BySignature.find(Call.Signature);
        if (Fitting == BySignature.end())
          return false;
        // All of them leave what they are given there.
        bool IsGiven = false;
        for (auto [I, A] : llvm::enumerate(Call.Arguments))
          if (A.Place == E.place()) {
            IsGiven = true;
            for (const FunctionFacts *Callable : Fitting->second)
              if (I >= Callable->Parameters.size() ||
                  mayEmpty(Facts, *Callable, Callable->Parameters[I]))
                return false;
          }
        return IsGiven;
      });
}

} // namespace torchleak
