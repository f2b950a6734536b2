//===- FunctionModules.cpp - What a function does to modules --------------===//

#include "analysis/payload/FunctionModules.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

FunctionModules::FunctionModules(const FunctionAnalysis &In)
    : FunctionAnalysis(In) {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events)
      if (E.is<fact::Freeze>())
        FrozenHere.insert(frozenPlace(E));
}

PlaceId FunctionModules::moduleOfParameters(NodeId Start) const {
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

PlaceId FunctionModules::frozenPlace(const Event &E) const {
  PlaceId Module = E.value() == None ? None : moduleOfParameters(E.value());
  return lastingPlace(Module == None ? E.place() : Module);
}

bool FunctionModules::isFrozenModule(ValueId V) const {
  if (Flow.isFrozen(V))
    return true;
  while (F.Values[V].Kind == Op::Handle && F.Values[V].Operands.size() == 1)
    V = F.Values[V].Operands[0];
  return F.Values[V].Kind == Op::Load && FrozenHere.contains(F.Values[V].Place);
}

PlaceId FunctionModules::lastingPlace(PlaceId P) const {
  const Place Root = Unit.Places[Unit.rootOf(P)];
  if (Root.Kind != PlaceKind::Temporary || Root.Owner != Function)
    return P;
  ValueId Born = None;
  PlaceId Target = Flow.pointee(Root.Value, Born);
  return Target == None ? P : Unit.rebase(P, Target);
}

bool FunctionModules::isFreshModule(PlaceId Module, unsigned Block) const {
  PlaceId Root = Unit.rootOf(Module);
  const LoopFact *Round = Loops.innermost(Block);
  if (Unit.Places[Root].Kind != PlaceKind::Local || !Flow.isLocal(Root) ||
      !(Round ? Round->contains(Flow.declaredIn(Root)) : !F.IsMain))
    return false;
  bool Made = false;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      bool Keeps =
          E.kind() == EventKind::Insert || E.kind() == EventKind::Return ||
          E.kind() == EventKind::AssignElement || E.kind() == EventKind::Assign;
      if (!Keeps || E.value() == None)
        continue;
      ValueId Born = None;
      if (E.place() == Root) {
        Flow.pointee(E.value(), Born);
        if (Born == None && !Flow.isBuiltHere(E.value()))
          return false;
        Made = true;
        continue;
      }
      // Kept by something else, which may drop the gradients later.
      llvm::SmallVector<ValueId, 8> Work{E.value()};
      for (unsigned Steps = 1; !Work.empty(); ++Steps) {
        if (isOver(Budget::HandOverWalk, Steps))
          return false;
        const Value &V = F.Values[Work.pop_back_val()];
        if (V.Kind == Op::Load && V.Place == Root)
          return false;
        if (V.Kind == Op::Handle || V.Kind == Op::Aggregate ||
            V.Kind == Op::AddressOf || V.Kind == Op::NewObject)
          Work.append(V.Operands.begin(), V.Operands.end());
      }
    }
  return Made;
}

} // namespace torchleak
