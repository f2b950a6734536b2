//===- Pointees.cpp - Which object a value leads to -----------------------===//

#include "analysis/flow/ValueFlow.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

// The way leads back to a node that is being followed: it adds no object.
static constexpr PlaceId Cyclic = ~0u;

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
  FollowMust = Must;
  llvm::SmallVector<NodeId, 8> Following;
  PlaceId P = pointee(N, Born, Following);
  return P == Cyclic ? None : P;
}

PlaceId ValueFlow::pointee(NodeId N, ValueId &Born,
                           llvm::SmallVectorImpl<NodeId> &Following) {
  if (N == 0 || isOver(Budget::PointerCopies, Following.size()))
    return None;
  if (llvm::is_contained(Following, N))
    return Cyclic;
  Following.push_back(N);
  PlaceId P = follow(N, Born, Following);
  Following.pop_back();
  return P;
}

PlaceId ValueFlow::follow(NodeId N, ValueId &Born,
                          llvm::SmallVectorImpl<NodeId> &Following) {
  const Node &Here = Nodes[N];
  switch (Here.Kind) {
  case Node::Entry:
    return Here.Place;
  case Node::Join:
    // An element of a container; what is behind a pointer may change, but not
    // where that leads.
    if (Unit.Places[Here.Place].PointerLike)
      return pointee(Here.Operands[0], Born, Following);
    return Here.Place;
  case Node::Whole:
    return pointee(Here.Operands[0], Born, Following);
  case Node::Phi: {
    // One object on all ways, or, where any will do, the first that lasts: a
    // pointer that walks down a tree from its root stays in the tree.
    PlaceId Same = None;
    ValueId SameBorn = None;
    bool First = true;
    for (NodeId Operand : Here.Operands) {
      if (Operand == N)
        continue;
      ValueId OneBorn = None;
      PlaceId One = pointee(Operand, OneBorn, Following);
      if (One == Cyclic)
        continue;
      if (!FollowMust && (One != None || OneBorn != None)) {
        Born = OneBorn;
        return One;
      }
      if (!First && (One != Same || OneBorn != SameBorn))
        return None;
      Same = One;
      SameBorn = OneBorn;
      First = false;
    }
    Born = SameBorn;
    return Same;
  }
  case Node::Projection: {
    PlaceId Parent = pointee(Here.Operands[0], Born, Following);
    return Parent == None || Parent == Cyclic ? None
                                              : Unit.field(Parent, Here.Key);
  }
  case Node::Value:
    break;
  default:
    return None;
  }
  const Value &V = F.Values[N];
  switch (opOf(N)) {
  case Op::AddressOf:
    return V.Place;
  case Op::Load: {
    if (PlaceId P = pointee(Here.Operands.empty() ? 0 : Here.Operands[0], Born,
                            Following))
      return P;
    // What is read lives in that place: a field that was assigned before.
    PlaceId Root = Unit.rootOf(V.Place);
    return Born == None && !isLocal(Root) ? V.Place : None;
  }
  case Op::NewObject:
    Born = N;
    return None;
  case Op::Handle:
    for (ValueId Operand : V.Operands)
      if (PlaceId P = pointee(Operand, Born, Following))
        return P;
    return None;
  case Op::Call: {
    const CallFact &Call = F.Calls[V.Call];
    for (FunctionId Callee : Summaries.calleesOf(Call))
      if (PlaceId P = Summaries[Callee].ReturnPlace) {
        PlaceId Here = bind(V.Call, Callee).place(P);
        if (Here == None)
          continue;
        return Here;
      }
    if (!Summaries.calleesOf(Call).empty() &&
        Summaries[Summaries.calleesOf(Call).front()].ReturnsNew)
      Born = N;
    return None;
  }
  default:
    return None;
  }
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
