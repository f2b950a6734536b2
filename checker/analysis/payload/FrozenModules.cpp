//===- FrozenModules.cpp - Modules without trainable parameters -----------===//
//
// requires_grad(false) is asked of one parameter after the other; what it makes
// of the module, of functions that pass modules on, and of what keeps them.
//
//===----------------------------------------------------------------------===//

#include "analysis/UnitAnalysis.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

PlaceId RetentionAnalysis::moduleOfParameters(NodeId Start) const {
  llvm::SmallVector<NodeId, 8> Work{Start};
  llvm::DenseSet<NodeId> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    // Asked for each argument, so long chains of copies are walked once.
    if (auto Known = ModuleOf.find(N); Known != ModuleOf.end()) {
      if (Known->second == None)
        continue;
      return ModuleOf[Start] = Known->second;
    }
    const Node &Here = Flow.nodes()[N];
    if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      if (V.Kind == Op::Parameter && V.OneOfSeveral)
        return ModuleOf[Start] = V.Place;
      if ((V.InPlace || V.Kind == Op::ClearLeaf) && !V.Operands.empty())
        Work.push_back(V.Operands[0]);
      if (V.Kind != Op::Load && V.Kind != Op::Handle && V.Kind != Op::Field)
        continue;
    }
    Work.append(Here.Operands.begin(), Here.Operands.end());
  }
  // All of them lead to none.
  for (NodeId N : Seen)
    ModuleOf[N] = None;
  return None;
}

PlaceId RetentionAnalysis::frozenPlace(const Event &E) {
  PlaceId Module = E.value() == None ? None : moduleOfParameters(E.value());
  return lastingPlace(Module == None ? E.place() : Module);
}

bool RetentionAnalysis::isFrozenModule(ValueId V) const {
  if (Flow.isFrozen(V))
    return true;
  while (F.Values[V].Kind == Op::Handle && F.Values[V].Operands.size() == 1)
    V = F.Values[V].Operands[0];
  return F.Values[V].Kind == Op::Load && FrozenHere.contains(F.Values[V].Place);
}

PlaceId RetentionAnalysis::lastingPlace(PlaceId P) {
  const Place Root = Unit.Places[Unit.rootOf(P)];
  if (Root.Kind != PlaceKind::Temporary || Root.Owner != Function)
    return P;
  ValueId Born = None;
  PlaceId Target = Flow.pointee(Root.Value, Born);
  return Target == None ? P : Unit.rebase(P, Target);
}

bool UnitAnalysis::freeze(const Place &Module) {
  // A callable that is kept may be run with any module of that class.
  if (Module.Kind == PlaceKind::Parameter && Module.Record &&
      Module.Owner != NoFunction && Facts.Functions[Module.Owner]->IsLambda)
    Frozen.insert(Module.Record);
  return Frozen.insert(Module.Entity).second;
}

void UnitAnalysis::propagateFrozen() {
  for (auto &[Record, Method] : FrozenInMethod) {
    // freeze() of a class: whatever it is called on is frozen.
    for (const CallSite &Site : CallSites[Method])
      for (const CallFact &Call : Facts.Functions[Site.Caller]->Calls)
        if (llvm::is_contained(Summaries.calleesOf(Call), Method) &&
            Call.Receiver.Place != None)
          Frozen.insert(Call.Receiver.Place == Facts.ThisPlace
                            ? Record
                            : Facts.Places[Call.Receiver.Place].Entity);
    Frozen.insert(Record);
  }
  // freeze(net) freezes the argument, and a frozen argument is a frozen
  // parameter.
  bool Changed = true;
  while (Changed) {
    Changed = false;
    for (const PassedList &Passed : PassedParameters) {
      const auto &Parameters = Facts.Functions[Passed.To]->Parameters;
      const Place &Module = Facts.Places[Passed.Module];
      if (Passed.Index < Parameters.size() &&
          Frozen.contains(Facts.Places[Parameters[Passed.Index]].Entity))
        Changed |= Module.Kind == PlaceKind::This
                       ? Frozen.insert(Passed.Record).second
                       : freeze(Module);
    }
    for (const auto &F : Facts.Functions)
      for (const CallFact &Call : F->Calls)
        for (FunctionId Callee : Summaries.calleesOf(Call))
          for (PlaceId P : Facts.Functions[Callee]->Parameters) {
            const Argument *Given =
                Binding(Facts, *F, &Call - F->Calls.data(), Callee).argument(P);
            PlaceId Passed = Given ? Given->Place : None;
            if (Passed == None)
              continue;
            EntityId Parameter = Facts.Places[P].Entity;
            if (Frozen.contains(Parameter) && Facts.Places[Passed].Entity)
              Changed |= Frozen.insert(Facts.Places[Passed].Entity).second;
            else if (isFrozen(Passed))
              Changed |= Frozen.insert(Parameter).second;
          }
  }
}

bool UnitAnalysis::isFrozen(PlaceId P) const {
  for (; P != None; P = Facts.Places[P].Parent) {
    if (Facts.Places[P].Entity && Frozen.contains(Facts.Places[P].Entity))
      return true;
    if (Facts.Places[P].Record && Frozen.contains(Facts.Places[P].Record))
      return true;
  }
  return false;
}

} // namespace torchleak
