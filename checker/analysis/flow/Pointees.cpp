//===- Pointees.cpp - Which object a value leads to -----------------------===//

#include "analysis/flow/Pointees.h"
#include "analysis/flow/ValueFlow.h"
#include "program/Budget.h"
#include <optional>
#include <utility>

namespace torchleak {

// The way leads back to a node that is being followed: it adds no object.
static constexpr PlaceId Cyclic = ~0u;

Pointee Pointees::of(NodeId N, bool Must) {
  Walk W(Must);
  Pointee Result = find(N, W);
  return Result.Place == Cyclic ? Pointee{None, Result.Born} : Result;
}

Pointee Pointees::find(NodeId N, Walk &W) {
  if (N == 0)
    return {};
  if (auto It = Known[W.Must].find(N); It != Known[W.Must].end())
    return It->second;
  const unsigned Depth = W.OnWay.size();
  auto [It, New] = W.OnWay.try_emplace(N, Depth);
  if (!New) {
    W.Back = std::min(W.Back, It->second);
    return {Cyclic, None};
  }
  if (isOver(Budget::PointerCopies, ++W.Steps)) {
    GaveUp = true;
    return {};
  }
  const unsigned Before = std::exchange(W.Back, ~0u);
  Pointee Result = follow(N, W);
  W.OnWay.erase(N);
  // What leads back to a node before this one is not all that this one leads
  // to: from elsewhere, it is asked again.
  if (W.Back >= Depth) {
    Known[W.Must].try_emplace(N, Result);
    W.Back = ~0u;
  }
  W.Back = std::min(W.Back, Before);
  return Result;
}

Pointee Pointees::follow(NodeId N, Walk &W) {
  const Node &Here = Flow.nodes()[N];
  switch (Here.Kind) {
  case Node::Entry:
    return {Here.Place, None};
  case Node::Join:
    // An element of a container; what is behind a pointer may change, but not
    // where that leads.
    if (Flow.unit().Places[Here.Place].PointerLike)
      return find(Here.Operands[0], W);
    return {Here.Place, None};
  case Node::Whole:
    return find(Here.Operands[0], W);
  case Node::Phi:
    return ofMerge(N, W);
  case Node::Projection: {
    Pointee Parent = find(Here.Operands[0], W);
    if (Parent.Place != None && Parent.Place != Cyclic)
      Parent.Place = Flow.unit().field(Parent.Place, Here.Key);
    else
      Parent.Place = None;
    return Parent;
  }
  case Node::Value:
    return ofValue(N, W);
  default:
    return {};
  }
}

// One object on all ways, or, where any will do, the first that lasts: a
// pointer that walks down a tree from its root stays in the tree.
Pointee Pointees::ofMerge(NodeId Phi, Walk &W) {
  std::optional<Pointee> Same;
  for (NodeId Operand : Flow.nodes()[Phi].Operands) {
    if (Operand == Phi)
      continue;
    Pointee One = find(Operand, W);
    if (One.Place == Cyclic)
      continue;
    if (!W.Must && (One.Place != None || One.Born != None))
      return One;
    if (Same && (One.Place != Same->Place || One.Born != Same->Born))
      return {};
    Same = One;
  }
  return Same.value_or(Pointee());
}

Pointee Pointees::ofValue(NodeId N, Walk &W) {
  const Value &V = Flow.facts().Values[N];
  const Node &Here = Flow.nodes()[N];
  switch (Flow.opOf(N)) {
  case Op::AddressOf:
    return {V.Place, None};
  case Op::Load: {
    Pointee Copied = find(Here.Operands.empty() ? 0 : Here.Operands[0], W);
    // What is read lives in that place: a field that was assigned before.
    if (Copied.Place == None && Copied.Born == None &&
        !Flow.isLocal(Flow.unit().rootOf(V.Place)))
      Copied.Place = V.Place;
    return Copied;
  }
  case Op::NewObject:
    return {None, N};
  case Op::Handle: {
    Pointee First;
    for (ValueId Operand : V.Operands) {
      Pointee One = find(Operand, W);
      if (One.Place != None)
        return One;
      if (First.Born == None)
        First = One;
    }
    return First;
  }
  case Op::Call: {
    const CallFact &Call = Flow.facts().Calls[V.Call];
    const EffectTable &Effects = Flow.effects();
    auto Callees = Effects.calleesOf(Call);
    for (FunctionId Callee : Callees)
      if (PlaceId P = Effects[Callee].ReturnPlace)
        if (PlaceId Returned = Flow.bind(V.Call, Callee).place(P))
          return {Returned, None};
    if (!Callees.empty() && Effects[Callees.front()].ReturnsNew)
      return {None, N};
    return {};
  }
  default:
    return {};
  }
}

} // namespace torchleak
