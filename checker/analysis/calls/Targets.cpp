//===- Targets.cpp - Which bodies a call may run --------------------------===//

#include "analysis/calls/Targets.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

Targets::Targets(const UnitFacts &Unit)
    : Unit(Unit), Bodies(Unit.Entities.size(), NoFunction),
      Exact(Unit.Entities.size()), Virtual(Unit.Entities.size()),
      AddressTaken(Unit.Functions.size()), OnThread(Unit.Functions.size()) {
  for (auto [Id, F] : llvm::enumerate(Unit.Functions)) {
    Bodies[F->Entity] = Id;
    Exact[F->Entity].push_back(Id);
    Virtual[F->Entity].push_back(Id);
    // With main in sight, all calls are.
    if (F->CalledByLibrary || Unit.AddressesTaken.contains(F->Entity) ||
        (F->IsVirtual && !Unit.HasMain))
      AddressTaken.set(Id);
  }
  for (auto [Id, F] : llvm::enumerate(Unit.Functions)) {
    for (EntityId Overridden : F->Overrides)
      Virtual[Overridden].push_back(Id);
    if (!isCallable(Id))
      continue;
    Callables[F->Signature].push_back(Id);
    if (F->ReturnsTensors)
      MakeTensors[F->Signature].push_back(Id);
  }
  for (const auto &F : Unit.Functions)
    for (const CallFact &Call : F->Calls)
      note(*F, Call);
}

void Targets::note(const FunctionFacts &F, const CallFact &Call) {
  if (Call.Targets.size() > 1) {
    Functions &All = Special[&Call];
    for (EntityId Target : Call.Targets)
      llvm::append_range(All, bodiesOf(Target, Call.How));
  }
  // Who is given it has a body that tells what becomes of it.
  if (Call.Times == CallTimes::Uncertain && Call.DeferredTo != ~0u &&
      !of(F.Calls[Call.DeferredTo]).empty())
    Special[&Call].clear();
  if (Call.OnThread)
    for (FunctionId Callee : of(Call))
      OnThread.set(Callee);
  if (Call.How == Dispatch::Indirect && Call.Result != None)
    isOver(Budget::IndirectCallees,
           bodiesOf(Call.signature(), Call.How).size());
}

llvm::ArrayRef<FunctionId> Targets::bodiesOf(EntityId Target,
                                             Dispatch How) const {
  if (How != Dispatch::Indirect)
    return How == Dispatch::Virtual ? Virtual[Target] : Exact[Target];
  auto It = MakeTensors.find(Target);
  return It == MakeTensors.end() ? llvm::ArrayRef<FunctionId>() : It->second;
}

llvm::ArrayRef<FunctionId> Targets::of(const CallFact &Call) const {
  if (Call.Targets.size() > 1 || Call.DeferredTo != ~0u)
    if (auto It = Special.find(&Call); It != Special.end())
      return It->second;
  if (Call.Targets.empty())
    return {};
  llvm::ArrayRef<FunctionId> Found = bodiesOf(Call.Targets.front(), Call.How);
  // What nobody reads, nobody made; and one of too many is anybody.
  if (Call.How == Dispatch::Indirect &&
      (Call.Result == None || Found.size() > limitOf(Budget::IndirectCallees)))
    return {};
  return Found;
}

llvm::ArrayRef<FunctionId> Targets::callablesOf(EntityId Signature) const {
  auto It = Callables.find(Signature);
  return It == Callables.end() ? llvm::ArrayRef<FunctionId>() : It->second;
}

} // namespace torchleak
