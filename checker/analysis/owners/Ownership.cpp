//===- Ownership.cpp - Cycles of owners that code ties --------------------===//

#include "analysis/owners/Ownership.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

OwnershipAnalysis::OwnershipAnalysis(UnitFacts &Unit, FunctionId Function,
                                     ValueFlow &Flow,
                                     const EffectTable &Summaries,
                                     std::vector<OwnershipCycle> &Cycles)
    : Unit(Unit), Function(Function), F(*Unit.Functions[Function]), Flow(Flow),
      Summaries(Summaries), Cycles(Cycles) {}

ObjectRef OwnershipAnalysis::objectAt(PlaceId P, ValueId Born) const {
  ObjectRef Object;
  if (Born != None) {
    Object.Born = Born;
    return Object;
  }
  // A value in an object is that object; a pointer in it leads to another.
  while (P != None && Unit.Places[P].Parent != None &&
         !Unit.Places[P].PointerLike && !Unit.Places[P].OwnsObjects)
    P = Unit.Places[P].Parent;
  Object.Place = P;
  return Object;
}

EntityId OwnershipAnalysis::recordOf(const ObjectRef &Object) const {
  if (Object.Born != None)
    return F.Values[Object.Born].Record;
  if (Object.Place == Unit.ThisPlace)
    return F.Record;
  return Object.Place == None ? NoEntity : Unit.Places[Object.Place].Record;
}

ObjectRef OwnershipAnalysis::ownerOf(PlaceId P, ValueId Root, EntityId &Field,
                                     std::string &Name) {
  Field = Unit.Places[P].Entity;
  Name = Unit.Places[P].Name;
  PlaceId Parent = Unit.Places[P].Parent;
  if (Parent == None)
    return {};
  ValueId Born = None;
  PlaceId Here = Flow.resolve(P, Root, Born, /*Must=*/true);
  if (Here == None)
    return {};
  if (Born != None) {
    // The field may be deeper: climb to the first pointer above it.
    for (PlaceId Up = Parent; Unit.Places[Up].Parent != None;
         Up = Unit.Places[Up].Parent)
      if (Unit.Places[Up].PointerLike || Unit.Places[Up].OwnsObjects)
        return objectAt(Up, None);
    return objectAt(None, Born);
  }
  return objectAt(Unit.Places[Here].Parent, None);
}

void OwnershipAnalysis::addImplied(PlaceId P, unsigned Block, unsigned Order) {
  // this->child_->next: `this` owns the child, and the child its next.
  for (; P != None && Unit.Places[P].Parent != None;
       P = Unit.Places[P].Parent) {
    if (!Unit.Places[P].OwnsObjects)
      continue;
    TieEffect Tie;
    Tie.To.Place = P;
    Tie.From = objectAt(Unit.Places[P].Parent, None);
    Tie.Field = Unit.Places[P].Entity;
    Tie.FieldName = Unit.Places[P].Name;
    Tie.FromRecord = recordOf(Tie.From);
    Tie.ToRecord = Unit.Places[P].Record;
    Tie.Loc = Unit.Places[P].Loc;
    Tie.Block = Block;
    Tie.Order = Order;
    if (!llvm::any_of(Implied, [&](const TieEffect &Known) {
          return Known.From == Tie.From && Known.To == Tie.To;
        }))
      Implied.push_back(std::move(Tie));
  }
}

void OwnershipAnalysis::targets(NodeId N, llvm::SmallVectorImpl<ObjectRef> &Out,
                                unsigned Depth) {
  if (N == 0 || isOver(Budget::TieTargets, Depth))
    return;
  ValueId Born = None;
  PlaceId P = Flow.pointee(N, Born, /*Must=*/true);
  if (P != None || Born != None) {
    Out.push_back(objectAt(P, Born));
    return;
  }
  // A callable owns what it captured by value; a pair or list what is in it.
  const Node &Here = Flow.nodes()[N];
  if (Here.Kind != Node::Value) {
    // Not through a merge: round a loop, one value is many objects.
    if (Here.Kind == Node::Join || Here.Kind == Node::Whole)
      for (NodeId Operand : Here.Operands)
        targets(Operand, Out, Depth + 2);
    return;
  }
  Op Kind = F.Values[N].Kind;
  if (Kind == Op::Lambda || Kind == Op::Aggregate || Kind == Op::Handle ||
      Kind == Op::Load)
    for (NodeId Operand : Here.Operands)
      targets(Operand, Out, Depth + 1);
}

void OwnershipAnalysis::addTie(TieEffect Tie) {
  if (!Tie.From || !Tie.To || isOver(Budget::Ties, Ties.size() + 1))
    return;
  if (Tie.To.Place != None)
    addImplied(Tie.To.Place, Tie.Block, Tie.Order);
  if (Tie.From.Place != None)
    addImplied(Tie.From.Place, Tie.Block, Tie.Order);
  Ties.push_back(std::move(Tie));
}

void OwnershipAnalysis::collectStore(const Event &E, unsigned Block) {
  const Place &P = Unit.Places[E.place()];
  bool Owns = P.OwnsObjects || P.OwnsCallables;
  if (!Owns || E.value() == None || P.Parent == None)
    return;
  TieEffect Tie;
  Tie.From = ownerOf(E.place(), E.root(), Tie.Field, Tie.FieldName);
  Tie.FromRecord = recordOf(Tie.From);
  Tie.Loc = E.Loc;
  Tie.Block = Block;
  Tie.Order = E.Order;
  llvm::SmallVector<ObjectRef, 2> To;
  targets(E.value(), To);
  for (const ObjectRef &Target : To) {
    TieEffect One = Tie;
    One.To = Target;
    One.ToRecord = recordOf(Target);
    // What the field held before is no new tie.
    if (Target.Place == E.place())
      continue;
    addTie(std::move(One));
  }
}

void OwnershipAnalysis::translate(const ObjectRef &Object, const Binding &Bound,
                                  llvm::SmallVectorImpl<ObjectRef> &Out) {
  if (Object.Returned) {
    Out.push_back(objectAt(None, Bound.call().Result));
    return;
  }
  if (Object.Place == None)
    return;
  const Argument *Passed = Bound.passed(Object.Place);
  if (!Passed) {
    if (PlaceId Here = Bound.place(Object.Place))
      Out.push_back(objectAt(Here, None));
    return;
  }
  // The pointer that was passed says which object it is; a callable, which ones
  // it captured.
  llvm::SmallVector<ObjectRef, 2> Objects;
  if (Passed->Value != None)
    targets(Passed->Value, Objects);
  if (Objects.empty() && Passed->Place != None) {
    ValueId Born = None;
    PlaceId Target =
        Flow.resolve(Passed->Place, Passed->Root, Born, /*Must=*/true);
    if (Target != None || Born != None)
      Objects.push_back(objectAt(Born != None ? None : Target, Born));
  }
  for (const ObjectRef &One : Objects) {
    if (Unit.Places[Object.Place].Parent == None)
      Out.push_back(One);
    else if (One.Place != None)
      Out.push_back(objectAt(Unit.rebase(Object.Place, One.Place), None));
  }
}

void OwnershipAnalysis::collectCall(const Event &E, unsigned Block) {
  const CallFact &Call = F.Calls[E.call()];
  for (FunctionId Callee : Summaries.calleesOf(Call))
    for (const TieEffect &Inner : Summaries[Callee].Ties) {
      const Binding Bound = Flow.bind(E.call(), Callee);
      llvm::SmallVector<ObjectRef, 2> From, To;
      translate(Inner.From, Bound, From);
      translate(Inner.To, Bound, To);
      for (const ObjectRef &Owner : From)
        for (const ObjectRef &Owned : To) {
          bool ByCallable = Inner.To.Place != None &&
                            Unit.Places[Inner.To.Place].OwnsCallables;
          // link(v[i], v[j]): two elements of one container are two objects.
          if (Owner == Owned && Owner.Place != None && !ByCallable &&
              Unit.Places[Owner.Place].Container)
            continue;
          TieEffect Tie = Inner;
          Tie.From = Owner;
          Tie.To = Owned;
          Tie.Block = Block;
          Tie.Inner = Inner.Order;
          Tie.Order = E.Order;
          // What a callable captured is known here only.
          if (EntityId Record = recordOf(Owned))
            Tie.ToRecord = Record;
          // A constructor ties nothing by itself: the code that makes the
          // object does. The same goes for a callable that is handed over.
          if (Unit.Functions[Callee]->IsConstructor || To.size() > 1 ||
              ByCallable)
            Tie.Loc = Call.Loc;
          addTie(std::move(Tie));
        }
    }
}

void OwnershipAnalysis::run(Summary &Result) {
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (E.kind() == EventKind::Assign || E.kind() == EventKind::Insert ||
          E.kind() == EventKind::AssignElement)
        collectStore(E, B);
      else if (E.kind() == EventKind::Call)
        collectCall(E, B);
    }
  if (Ties.empty())
    return;
  findCycles();
  // What callers need: ties between objects that they can name.
  llvm::SmallVector<ValueId, 2> ReturnedObjects;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events)
      if (E.kind() == EventKind::Return && Result.ReturnsNew) {
        ValueId Born = None;
        Flow.pointee(E.value(), Born);
        if (Born != None)
          ReturnedObjects.push_back(Born);
      }
  auto outside = [&](ObjectRef &Object) {
    if (Object.Born != None) {
      if (!llvm::is_contained(ReturnedObjects, Object.Born))
        return false;
      Object = ObjectRef();
      Object.Returned = true;
      return true;
    }
    if (Object.Place == None)
      return false;
    const Place &Root = Unit.Places[Unit.rootOf(Object.Place)];
    return Root.Kind != PlaceKind::Temporary &&
           !(Root.Kind == PlaceKind::Local && Root.Owner == Function);
  };
  for (TieEffect Tie : Ties)
    if (outside(Tie.From) && outside(Tie.To))
      Result.Ties.push_back(std::move(Tie));
}

void OwnershipAnalysis::findCycles() {
  std::vector<const TieEffect *> Edges;
  for (const TieEffect &Tie : Ties)
    Edges.push_back(&Tie);
  for (const TieEffect &Tie : Implied)
    Edges.push_back(&Tie);
  for (const TieEffect &Start : Ties) {
    // Shortest way back from the target to the owner.
    struct Step {
      const TieEffect *Edge;
      int Previous;
      unsigned Length;
    };
    std::vector<Step> Steps{{&Start, -1, 1}};
    for (unsigned I = 0; I < Steps.size(); ++I) {
      if (isOver(Budget::CycleSteps, I + 1))
        break;
      ObjectRef Reached = Steps[I].Edge->To;
      if (Reached == Start.From) {
        OwnershipCycle Cycle;
        for (int S = int(I); S >= 0; S = Steps[S].Previous)
          Cycle.Hops.insert(Cycle.Hops.begin(), *Steps[S].Edge);
        Cycle.In = Function;
        // The closing tie: the one that stores the object that runs the code,
        // else the last one.
        auto isTie = [&](const TieEffect &Hop) {
          return llvm::any_of(Ties, [&](const TieEffect &T) {
            return T.Loc == Hop.Loc && T.From == Hop.From && T.To == Hop.To;
          });
        };
        // Ties of one call that meet already in the callee are its cycle.
        unsigned Written = 0;
        bool OneCall = true;
        for (const TieEffect &Hop : Cycle.Hops) {
          if (!isTie(Hop))
            continue;
          ++Written;
          OneCall &= Hop.Order == Start.Order;
        }
        if (Written > 1 && Written == Cycle.Hops.size() && OneCall)
          break;
        int Best = -1;
        for (unsigned H = 0; H != Cycle.Hops.size(); ++H) {
          const TieEffect &Hop = Cycle.Hops[H];
          if (!isTie(Hop))
            continue;
          bool ToThis = Hop.To.Place == Unit.ThisPlace;
          bool BestToThis =
              Best >= 0 && Cycle.Hops[Best].To.Place == Unit.ThisPlace;
          if (Best < 0 || (ToThis && !BestToThis) ||
              (ToThis == BestToThis &&
               std::make_pair(Hop.Order, Hop.Inner) >
                   std::make_pair(Cycle.Hops[Best].Order,
                                  Cycle.Hops[Best].Inner)))
            Best = int(H);
        }
        if (Best >= 0) {
          Cycle.Closing = unsigned(Best);
          Cycle.Block = Cycle.Hops[Best].Block;
          Cycles.push_back(std::move(Cycle));
        }
        break;
      }
      if (isOver(Budget::CycleHops, Steps[I].Length + 1))
        continue;
      for (const TieEffect *Edge : Edges) {
        if (!(Edge->From == Reached))
          continue;
        bool Known =
            llvm::any_of(Steps, [&](const Step &S) { return S.Edge == Edge; });
        if (!Known)
          Steps.push_back({Edge, int(I), Steps[I].Length + 1});
      }
    }
  }
}

} // namespace torchleak
