//===- ValueQueries.cpp - What is asked of a value ------------------------===//

#include "analysis/flow/ValueFlow.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

const InvokeEffect *ValueFlow::invokeOf(const CallFact &Call) const {
  if (Call.Times != CallTimes::Deferred)
    return nullptr;
  for (FunctionId Callee : Summaries.calleesOf(F.Calls[Call.DeferredTo]))
    for (const InvokeEffect &Invoke : Summaries[Callee].Invokes) {
      const Binding Bound = bind(Call.DeferredTo, Callee);
      if (const Argument *Run = Bound.argument(Invoke.Callable);
          Run && Run == Bound.argumentOf(Call.DeferredArgument))
        return &Invoke;
    }
  return nullptr;
}

CallTimes ValueFlow::timesOf(const CallFact &Call) const {
  if (Call.Times != CallTimes::Deferred)
    return Call.Times;
  if (const InvokeEffect *Invoke = invokeOf(Call))
    return Invoke->Uncertain ? CallTimes::Uncertain
           : Invoke->InLoop  ? CallTimes::PerElement
                             : CallTimes::Once;
  if (Summaries.calleesOf(F.Calls[Call.DeferredTo]).empty())
    return CallTimes::Uncertain;
  // Not run while it is passed: kept for later.
  return CallTimes::Stored;
}

bool ValueFlow::isFrozen(NodeId N) const {
  for (llvm::SmallDenseSet<NodeId, 8> Seen; N && Seen.insert(N).second;) {
    const Node &Here = Nodes[N];
    if (Here.Kind == Node::Value) {
      const Value &V = F.Values[N];
      if (V.Frozen)
        return true;
      if (opOf(N) == Op::Call)
        return llvm::any_of(
            Summaries.calleesOf(F.Calls[V.Call]),
            [&](FunctionId Callee) { return Summaries[Callee].ReturnsFrozen; });
    }
    if (Here.Operands.size() != 1)
      return false;
    N = Here.Operands[0];
  }
  return false;
}

bool ValueFlow::isEmpty(NodeId Start) const {
  llvm::SmallVector<NodeId, 8> Work{Start};
  llvm::SmallDenseSet<NodeId, 8> Seen;
  while (!Work.empty()) {
    NodeId N = Work.pop_back_val();
    if (!N || !Seen.insert(N).second)
      continue;
    Op Kind = Nodes[N].Kind == Node::Value ? opOf(N) : Op::Unknown;
    if (Kind != Op::Handle && Kind != Op::Load && Kind != Op::Aggregate)
      return false;
    Work.append(Nodes[N].Operands.begin(), Nodes[N].Operands.end());
  }
  return true;
}

bool ValueFlow::isBuiltHere(NodeId N) const {
  for (llvm::SmallDenseSet<NodeId, 8> Seen; N && Seen.insert(N).second;) {
    const Node &Here = Nodes[N];
    if (Here.Operands.empty())
      return Here.Kind == Node::Value && F.Values[N].Kind == Op::Handle;
    // What was registered with it is a part of it.
    if (Here.Kind == Node::Value && Here.Operands.size() != 1)
      return false;
    N = Here.Operands[0];
  }
  return false;
}

PlaceId ValueFlow::pointee(NodeId N, ValueId &Born, bool Must) {
  Pointee Found = Leads.of(N, Must);
  if (Found.Born != None)
    Born = Found.Born;
  return Found.Place;
}

void ValueFlow::pointees(NodeId N, llvm::SmallVectorImpl<PlaceId> &Out) const {
  llvm::SmallVector<NodeId, 8> Work{N};
  llvm::SmallDenseSet<NodeId, 16> Seen;
  while (!Work.empty()) {
    NodeId Here = Work.pop_back_val();
    if (!Here || !Seen.insert(Here).second)
      continue;
    Op Kind = Nodes[Here].Kind == Node::Value ? opOf(Here) : Op::Load;
    // An address, or a reference that was wrapped.
    if (Kind == Op::AddressOf ||
        (Nodes[Here].Kind == Node::Value && Kind == Op::Load &&
         !Unit.Places[F.Values[Here].Place].PointerLike))
      Out.push_back(F.Values[Here].Place);
    else if (Kind == Op::Load || Kind == Op::Handle)
      Work.append(Nodes[Here].Operands.begin(), Nodes[Here].Operands.end());
  }
}

PlaceId ValueFlow::resolve(const Binding &Bound, PlaceId P, ValueId &Born) {
  const Argument *Passed = Bound.passed(P);
  if (!Passed)
    return Bound.place(P);
  if (Passed->Place != None)
    return resolve(Unit.rebase(P, Passed->Place), Passed->Root, Born);
  PlaceId Target = pointee(Passed->Value, Born);
  return Target == None ? None : Unit.rebase(P, Target);
}

PlaceId ValueFlow::resolve(PlaceId P, ValueId RootValue, ValueId &Born,
                           bool Must) {
  PlaceId Root = Unit.rootOf(P);
  const Place R = Unit.Places[Root];
  if (RootValue == None || R.Owner != Function)
    return P;
  if (R.Kind == PlaceKind::Parameter)
    return P;
  PlaceId Target = pointee(RootValue, Born, Must);
  if (Target == Root)
    return P;
  if (Target != None)
    return Unit.rebase(P, Target);
  return Born != None ? P : None;
}

} // namespace torchleak
