//===- Provenance.cpp - What a value is computed from ---------------------===//

#include "analysis/flow/Provenance.h"
#include "program/Budget.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"

namespace torchleak {

bool overlaps(const UnitFacts &Unit, PlaceId A, PlaceId B) {
  return Unit.isWithin(A, B) || Unit.isWithin(B, A);
}

bool ProvenanceFinder::records(ValueId V) const {
  GradMode Mode = Grad.modes().modeOf(Flow.modeAt(V));
  return Mode == GradMode::On || Mode == GradMode::Caller;
}

void ProvenanceFinder::forTerms(const TermSet &Terms, unsigned CallIndex,
                                FunctionId Callee, EntityId Key,
                                VisitFn Visit) const {
  const Binding Bound = Flow.bind(CallIndex, Callee);
  forEachReason(Terms, [&](const Term &T) {
    if (T.Kind != Term::Content ||
        (T.CallerMode && !records(Bound.call().Result)))
      return;
    ValueFlow::Content Content = Flow.contentOf(Bound, T.Place);
    EntityId Part = Content.Part ? Content.Part : T.Recorded ? NoEntity : Key;
    Visit(Content.Node, Part, T.Recorded);
  });
}

void ProvenanceFinder::forValueSources(NodeId N, EntityId Key,
                                       VisitFn Visit) const {
  const Value &V = F.Values[N];
  const Node &Here = Flow.nodes()[N];
  auto visitAll = [&](EntityId Wanted, bool Recorded) {
    for (NodeId Operand : Here.Operands)
      Visit(Operand, Wanted, Recorded);
  };
  switch (Flow.opOf(N)) {
  case Op::Handle:
  case Op::Load:
  case Op::ClearLeaf:
    return visitAll(Key, false);
  case Op::Field:
    return visitAll(V.Keys[0], false);
  case Op::Aggregate:
    for (unsigned I = 0; I != V.Operands.size(); ++I)
      if (!Key || V.Keys[I] == Key)
        Visit(V.Operands[I], NoEntity, false);
    return;
  case Op::Differentiable:
  case Op::Forward:
  case Op::DifferentiableTuple:
    if (!records(N)) {
      if (ValueId Written = V.written())
        Visit(Written, NoEntity, false);
      return;
    }
    for (unsigned I = 0; I != V.Results; ++I)
      if (Key == tupleElement(I) && V.NeverRequiresGrad >> I & 1)
        return;
    return visitAll(NoEntity, true);
  case Op::Call:
    for (FunctionId Callee : Summaries.calleesOf(F.Calls[V.Call])) {
      const AbstractValue &Return = Summaries[Callee].Return;
      // A part that is not told apart is that part of what the whole is.
      if (Key && Return.HasFields)
        forTerms(Return.field(Key).Terms, V.Call, Callee, NoEntity, Visit);
      else
        forTerms(Return.Terms, V.Call, Callee, Key, Visit);
    }
    return;
  case Op::NewObject:
    if (V.Call == ~0u)
      return visitAll(Key, false);
    for (FunctionId Callee : Summaries.calleesOf(F.Calls[V.Call]))
      for (const WriteEffect &W : Summaries[Callee].Writes)
        if (!Key || Unit.Places[W.Place].Entity == Key)
          forTerms(W.Content.Terms, V.Call, Callee, NoEntity, Visit);
    return;
  default:
    return;
  }
}

void ProvenanceFinder::forSources(NodeId N, EntityId Key, VisitFn Visit) const {
  const Node &Here = Flow.nodes()[N];
  switch (Here.Kind) {
  case Node::Value:
    return forValueSources(N, Key, Visit);
  case Node::Phi:
    if (Here.Place == None)
      return;
    [[fallthrough]];
  case Node::Join:
    for (NodeId Operand : Here.Operands)
      Visit(Operand, Key, false);
    return;
  case Node::Projection:
    return Visit(Here.Operands[0], Here.Key, false);
  case Node::Whole:
    for (unsigned I = 1; I != Here.Operands.size(); ++I)
      if (!Key || Here.Keys[I - 1] == Key)
        Visit(Here.Operands[I], NoEntity, false);
    if (!Here.Complete)
      Visit(Here.Operands[0], Key, false);
    return;
  case Node::CallWrite: {
    FunctionId Callee = Summaries.calleesOf(F.Calls[Here.Call])[Here.Callee];
    return forTerms(Summaries[Callee].Writes[Here.Write].Content.Terms,
                    Here.Call, Callee, NoEntity, Visit);
  }
  case Node::Entry:
  case Node::Empty:
  case Node::Mode:
    return;
  }
}

bool ProvenanceFinder::isOldContent(NodeId N, EntityId Key, PlaceId P) const {
  const Node &Here = Flow.nodes()[N];
  auto isIt = [&](PlaceId Read) {
    if (Read == P || Read == None || !Key)
      return Read == P;
    // A field of the whole.
    return Unit.Places[P].Parent == Read && Unit.Places[P].Entity == Key;
  };
  if (Here.Kind == Node::Value)
    return F.Values[N].Kind == Op::Load && isIt(F.Values[N].Place);
  return isIt(Here.Place) &&
         (Here.Kind == Node::Entry || Here.Kind == Node::Phi ||
          Here.Kind == Node::Join || Here.Kind == Node::Projection);
}

/// `for (auto &layer : layers) x = layer->forward(x)` ends with the layers.
bool ProvenanceFinder::isLayer(const Value &V) const {
  const Op Kind = Summaries.opOf(F, V);
  if (Kind == Op::Call) {
    const CallFact &Call = F.Calls[V.Call];
    return Call.ModuleForward &&
           (Call.Receiver.Element || Call.Receiver.Place == None);
  }
  if (Kind != Op::Forward)
    return false;
  if (V.OneOfSeveral || V.Place == None)
    return true;
  // A handle of one layer, taken anew in each round.
  PlaceId Root = Unit.rootOf(V.Place);
  if (!Flow.isLocal(Root))
    return false;
  unsigned Declared = Flow.declaredIn(Root);
  return llvm::any_of(F.Loops, [&](const LoopFact &L) {
    return L.contains(V.Block) && L.contains(Declared);
  });
}

std::optional<llvm::SmallVector<MadeAt, 2>>
ProvenanceFinder::madeAt(NodeId Value, Budget Walk) const {
  llvm::SetVector<MadeAt> Seen;
  Seen.insert({Value, NoEntity});
  llvm::SmallVector<MadeAt, 2> Made;
  for (unsigned I = 0; I != Seen.size(); ++I) {
    if (isOver(Walk, I + 1))
      return std::nullopt;
    auto [N, Key] = Seen[I];
    bool IsCopy = false;
    // Of parts of parts, one key is kept: they are told apart up to there.
    const Node &Here = Flow.nodes()[N];
    bool OfPart = Here.Kind == Node::Projection ||
                  (Here.Kind == Node::Value && F.Values[N].Kind == Op::Field);
    if (!Key || !OfPart)
      forSources(N, Key, [&](NodeId Source, EntityId Part, bool Recorded) {
        if (Source && !Recorded) {
          IsCopy = true;
          Seen.insert({Source, Part});
        }
      });
    if (!IsCopy)
      Made.push_back({N, Key});
  }
  return Made;
}

Provenance ProvenanceFinder::find(NodeId Value, PlaceId P) const {
  Provenance Result = find(Value, NoEntity, P);
  const Place &Whole = Unit.Places[P];
  if (Result.Recorded || Whole.Tensor || Whole.Container || Whole.PointerLike)
    return Result;
  // A record: each part from what that part was.
  for (PlaceId Part = 1; Part != Unit.Places.size(); ++Part)
    if (Unit.Places[Part].Parent == P && Unit.Places[Part].HoldsTensors)
      if (Provenance One = find(Value, Unit.Places[Part].Entity, Part);
          One.Recorded)
        return One;
  return Result;
}

Provenance ProvenanceFinder::find(NodeId Start, EntityId StartKey,
                                  PlaceId P) const {
  struct State {
    NodeId N;
    EntityId Key;
    bool OnWay = false;
  };
  struct Edge {
    unsigned From, To;
    bool Recorded;
  };
  std::vector<State> States;
  std::vector<Edge> Edges;
  llvm::DenseMap<std::pair<NodeId, EntityId>, unsigned> Numbers;
  auto number = [&](NodeId N, EntityId Key) {
    auto [It, New] = Numbers.try_emplace({N, Key}, States.size());
    if (New)
      States.push_back({N, Key});
    return It->second;
  };
  Provenance Result;
  number(Start, StartKey);
  llvm::SmallVector<unsigned, 8> Work;
  for (unsigned I = 0; I != States.size(); ++I) {
    if (isOver(Budget::ProvenanceWalk, I + 1))
      break;
    State Here = States[I];
    if (isOldContent(Here.N, Here.Key, P)) {
      States[I].OnWay = true;
      Work.push_back(I);
      continue;
    }
    forSources(Here.N, Here.Key, [&](NodeId N, EntityId Key, bool Recorded) {
      if (N)
        Edges.push_back({I, number(N, Key), Recorded});
    });
  }
  if (Work.empty())
    return Result;
  Result.Reaches = true;
  // Back from the place: which of the steps lie on a way to it?
  std::vector<llvm::SmallVector<unsigned, 2>> Into(States.size());
  for (const Edge &E : Edges)
    Into[E.To].push_back(E.From);
  while (!Work.empty())
    for (unsigned From : Into[Work.pop_back_val()])
      if (!States[From].OnWay) {
        States[From].OnWay = true;
        Work.push_back(From);
      }
  for (const Edge &E : Edges) {
    if (!States[E.From].OnWay)
      continue;
    if (!States[E.To].OnWay) {
      Result.Others.push_back(States[E.To].N);
      continue;
    }
    if (!E.Recorded)
      continue;
    Result.Recorded = true;
    NodeId N = States[E.From].N;
    const Value *V =
        Flow.nodes()[N].Kind == Node::Value ? &F.Values[N] : nullptr;
    Result.Blends &= V && V->Kind == Op::Differentiable && V->Blends;
    Result.Concatenates &=
        V && V->Kind == Op::Differentiable && V->Concatenates;
    Result.Layers |= V && isLayer(*V);
  }
  return Result;
}

} // namespace torchleak
