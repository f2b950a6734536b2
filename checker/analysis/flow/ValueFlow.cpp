//===- ValueFlow.cpp - What each read sees --------------------------------===//

#include "analysis/flow/ValueFlow.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

ValueFlow::ValueFlow(UnitFacts &Unit, FunctionId Function,
                     const EffectTable &Summaries)
    : Unit(Unit), F(*Unit.Functions[Function]), Function(Function),
      Summaries(Summaries) {
  Nodes.resize(F.Values.size());
  for (ValueId V = 0; V != F.Values.size(); ++V) {
    Nodes[V].Kind = Node::Value;
    Nodes[V].Does = Summaries.opOf(F, F.Values[V]);
    Nodes[V].Block = F.Values[V].Block;
    if (F.Values[V].Kind != Op::Load)
      Nodes[V].Operands.append(F.Values[V].Operands.begin(),
                               F.Values[V].Operands.end());
  }
  if (!Nodes.empty())
    Nodes[0].Kind = Node::Empty;
  collectPlaces();
  computeFrontiers();
  collectCovered();
  placePhis();
  rename();
  Users.resize(Nodes.size());
  for (NodeId N = 1; N != Nodes.size(); ++N)
    for (NodeId Operand : Nodes[N].Operands)
      if (Operand)
        Users[Operand].push_back(N);
}

NodeId ValueFlow::add(Node N) {
  Nodes.push_back(std::move(N));
  return Nodes.size() - 1;
}

void ValueFlow::use(PlaceId P) {
  while (P != None) {
    auto [It, New] = Variables.try_emplace(P, VariablePlaces.size());
    if (!New)
      return;
    VariablePlaces.push_back(P);
    PlaceId Parent = Unit.Places[P].Parent;
    if (Parent != None) {
      if (Children.size() <= Parent)
        Children.resize(Unit.Places.size());
      Children[Parent].push_back(P);
    }
    P = Parent;
  }
}

template <typename Fn> void ValueFlow::forDescendants(PlaceId P, Fn Visit) {
  if (P >= Children.size())
    return;
  // A copy: visiting may add places.
  llvm::SmallVector<PlaceId, 2> Below = Children[P];
  for (PlaceId Child : Below) {
    Visit(Child);
    forDescendants(Child, Visit);
  }
}

ValueFlow::Content ValueFlow::contentOf(const Binding &Bound, PlaceId P) const {
  const Argument *Given = Bound.argument(P);
  const bool IsRoot = Unit.Places[P].Parent == None;
  if (Given && IsRoot && Given->Value != None)
    return {Given->Value};
  if (NodeId Read = CallReads.lookup({Bound.index(), P}))
    return {Read};
  // A part of an argument that is no place: follow the fields.
  if (Given && !IsRoot && Unit.Places[Unit.Places[P].Parent].Parent == None &&
      Given->Value != None)
    return {Given->Value, Unit.Places[P].Entity};
  return {};
}

void ValueFlow::noteDefinition(PlaceId P, unsigned Block) {
  unsigned V = Variables.lookup(P);
  if (DefinedIn.size() <= V)
    DefinedIn.resize(VariablePlaces.size());
  if (DefinedIn[V].empty() || DefinedIn[V].back() != Block)
    DefinedIn[V].push_back(Block);
}

void ValueFlow::collectPlaces() {
  Children.resize(Unit.Places.size());
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      use(E.place());
      if (E.value() != None && F.Values[E.value()].Place != None)
        use(F.Values[E.value()].Place);
      for (const Event &Release : Summaries.releasesAt(F, E))
        use(Release.place());
      if (E.kind() != EventKind::Call)
        continue;
      const CallFact &Call = F.Calls[E.call()];
      use(Call.Receiver.Place);
      for (const Argument &A : Call.Arguments)
        use(A.Place);
      for (FunctionId Callee : Summaries.calleesOf(Call)) {
        const Summary &S = Summaries[Callee];
        const Binding Bound = bind(E.call(), Callee);
        S.forEachContent([&](PlaceId P) { use(Bound.place(P)); });
        for (const WriteEffect &W : S.Writes)
          use(Bound.place(W.Place));
        for (const StoreEffect &Store : S.Stores)
          use(Bound.place(Store.Sink));
        for (PlaceId P : S.Consumes)
          use(Bound.place(P));
      }
    }
  Children.resize(Unit.Places.size());
  DefinedIn.resize(VariablePlaces.size());
  auto noteAll = [&](PlaceId P, unsigned Block) {
    if (P == None)
      return;
    noteDefinition(P, Block);
    forDescendants(P, [&](PlaceId Child) { noteDefinition(Child, Block); });
  };
  auto noteMode = [&](unsigned Block) {
    if (DefinedIn[0].empty() || DefinedIn[0].back() != Block)
      DefinedIn[0].push_back(Block);
  };
  // Branches that lead to a block where a place holds nothing.
  llvm::DenseMap<std::pair<unsigned, PlaceId>, unsigned> Asks;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      for (const Event &Release : Summaries.releasesAt(F, E))
        noteAll(Release.place(), B);
      switch (E.kind()) {
      case EventKind::Declare:
        DeclaredBlocks[E.place()] = B;
        noteAll(E.place(), B);
        break;
      case EventKind::Assign:
      case EventKind::Release:
      case EventKind::Insert:
      case EventKind::AssignElement:
        noteAll(E.place(), B);
        break;
      case EventKind::DefinedCheck: {
        const auto &Check = E.get<fact::DefinedCheck>();
        const Place &Asked = Unit.Places[E.place()];
        if (Check.AsksForAll && Asked.HoldsTensors && !Asked.PointerLike &&
            (Asked.Kind == PlaceKind::Local ||
             Asked.Kind == PlaceKind::Parameter) &&
            ++Asks[{Check.Absent, E.place()}] ==
                F.Blocks[Check.Absent].Predecessors.size()) {
          AbsentIn[Check.Absent].push_back(E.place());
          noteAll(E.place(), Check.Absent);
        }
        break;
      }
      case EventKind::GuardOpen:
      case EventKind::GuardClose:
        noteMode(B);
        break;
      case EventKind::Call:
        if (!modeAfter(E.call()).isNone())
          noteMode(B);
        for (FunctionId Callee : Summaries.calleesOf(F.Calls[E.call()])) {
          const Binding Bound = bind(E.call(), Callee);
          for (const WriteEffect &W : Summaries[Callee].Writes)
            noteAll(Bound.place(W.Place), B);
          for (const ReleaseEffect &R : Summaries[Callee].Releases)
            if (!R.Partial)
              noteAll(Bound.place(R.Place), B);
        }
        break;
      default:
        break;
      }
    }
}

void ValueFlow::collectCovered() {
  for (const LoopFact &Loop : F.Loops) {
    if (Loop.Covers == None)
      continue;
    // Left by its header alone: no break, and nothing else leads there.
    unsigned Exit = ~0u;
    for (unsigned Next : F.Blocks[Loop.Header].Successors)
      if (!Loop.contains(Next))
        Exit = Next;
    if (Exit == ~0u || F.Blocks[Exit].Predecessors.size() != 1)
      continue;
    auto inEachRound = [&](unsigned Block) {
      return llvm::all_of(
          F.Blocks[Loop.Header].Predecessors, [&](unsigned Latch) {
            return !Loop.contains(Latch) || dominates(Block, 0, Latch, ~0u);
          });
    };
    // The container, or a part that each of its elements has.
    llvm::SmallVector<CoveredPlace, 2> Written;
    auto writtenTo = [&](PlaceId P) -> CoveredPlace * {
      if (!Unit.isWithin(P, Loop.Covers))
        return nullptr;
      for (CoveredPlace &Known : Written)
        if (Known.Place == P)
          return &Known;
      Written.emplace_back().Place = P;
      return &Written.back();
    };
    auto note = [&](const Event &E, unsigned Block) {
      if (E.kind() == EventKind::AssignElement)
        if (CoveredPlace *Here = writtenTo(E.place())) {
          Here->Values.push_back(E.value());
          Here->All |= E.get<fact::Store>().EachOfLoop && inEachRound(Block);
        }
      if (E.kind() != EventKind::Call)
        return;
      const CallFact &Call = F.Calls[E.call()];
      for (FunctionId Callee : Summaries.calleesOf(Call)) {
        const Binding Bound = bind(E.call(), Callee);
        for (const WriteEffect &W : Summaries[Callee].Writes)
          if (CoveredPlace *Here = writtenTo(Bound.place(W.Place))) {
            Here->Calls.push_back({E.call(), W.Place});
            const Argument *Given = Bound.argument(W.Place);
            Here->All |= Given && Given->EachOfLoop && !W.Weak &&
                         Summaries.calleesOf(Call).size() == 1 &&
                         inEachRound(Block);
          }
      }
    };
    for (unsigned Block : Loop.Blocks)
      for (const Event &E : F.Blocks[Block].Events)
        note(E, Block);
    for (CoveredPlace &Here : Written) {
      if (!Here.All)
        continue;
      noteDefinition(Here.Place, Exit);
      forDescendants(Here.Place,
                     [&](PlaceId Child) { noteDefinition(Child, Exit); });
      CoveredBefore[Exit].push_back(std::move(Here));
    }
  }
}

void ValueFlow::coverAll(unsigned Exit, UndoList &Undo) {
  auto It = CoveredBefore.find(Exit);
  if (It == CoveredBefore.end())
    return;
  for (CoveredPlace &Here : It->second) {
    Node All;
    All.Kind = Node::Join;
    All.Place = Here.Place;
    All.Block = Exit;
    Here.Content = add(std::move(All));
    assign(Here.Place, Here.Content, /*Weak=*/false, Undo);
  }
}

void ValueFlow::placePhis() {
  for (unsigned V = 0; V != DefinedIn.size(); ++V) {
    llvm::SmallVector<unsigned, 8> Work(DefinedIn[V].begin(),
                                        DefinedIn[V].end());
    llvm::DenseSet<unsigned> Has;
    while (!Work.empty()) {
      unsigned B = Work.pop_back_val();
      for (unsigned Join : Frontiers[B]) {
        if (!Has.insert(Join).second)
          continue;
        Node Phi;
        Phi.Kind = Node::Phi;
        Phi.Place = VariablePlaces[V];
        Phi.Block = Join;
        Phis[Join].push_back({V, add(std::move(Phi))});
        Work.push_back(Join);
      }
    }
  }
}

bool ValueFlow::isLocal(PlaceId Root) const {
  const Place &R = Unit.Places[Root];
  if (R.Owner != Function)
    return false;
  if (R.Kind == PlaceKind::Local || R.Kind == PlaceKind::Temporary)
    return true;
  // A parameter by value is a local, unless it leads elsewhere.
  return R.Kind == PlaceKind::Parameter && !R.ByReference && !R.PointerLike;
}

unsigned ValueFlow::declaredIn(PlaceId Root) const {
  auto It = DeclaredBlocks.find(Root);
  return It == DeclaredBlocks.end() ? F.Entry : It->second;
}

NodeId ValueFlow::entry(PlaceId P) {
  auto [It, New] = Entries.try_emplace(P, 0);
  if (!New)
    return It->second;
  PlaceId Root = Unit.rootOf(P);
  const Place &R = Unit.Places[Root];
  Node N;
  N.Block = F.Entry;
  N.Place = P;
  if (R.Kind == PlaceKind::Temporary && R.Owner == Function) {
    // A part of an object without a variable.
    if (P == Root)
      return It->second = R.Value;
    N.Kind = Node::Projection;
    N.Key = Unit.Places[P].Entity;
    N.Operands.push_back(entry(Unit.Places[P].Parent));
  } else if (R.Kind == PlaceKind::Local && R.Owner == Function) {
    N.Kind = Node::Empty;
  } else {
    N.Kind = Node::Entry;
  }
  NodeId Id = add(std::move(N));
  return Entries[P] = Id;
}

NodeId ValueFlow::read(PlaceId P) {
  unsigned V = Variables.lookup(P);
  NodeId Base = V && Current[V] ? Current[V] : entry(P);
  // Parts that were set one by one belong to the whole.
  Node Whole;
  Whole.Kind = Node::Whole;
  Whole.Place = P;
  Whole.Operands.push_back(Base);
  unsigned Replaced = 0;
  if (P < Children.size())
    for (PlaceId Child : Children[P]) {
      unsigned C = Variables.lookup(Child);
      if (C && Current[C])
        Whole.Operands.push_back(read(Child));
      else
        continue;
      if (Nodes[Whole.Operands.back()].Kind == Node::Projection &&
          Nodes[Whole.Operands.back()].Operands[0] == Base) {
        Whole.Operands.pop_back();
        continue;
      }
      Whole.Keys.push_back(Unit.Places[Child].Entity);
      Replaced += Unit.Places[Child].HoldsTensors;
    }
  if (Whole.Operands.size() == 1)
    return Base;
  // Parts of elements were set in some of them.
  Whole.Complete = Replaced != 0 && Replaced == Unit.Places[P].TensorParts &&
                   !Unit.Places[P].Container;
  return add(std::move(Whole));
}

void ValueFlow::define(PlaceId P, NodeId N, UndoList &Undo) {
  unsigned V = P == None ? 0 : Variables.lookup(P);
  Undo.push_back({V, Current[V]});
  Current[V] = N;
}

void ValueFlow::assign(PlaceId P, NodeId N, bool Weak, UndoList &Undo) {
  if (P == None || !Variables.count(P))
    return;
  // What is new at each place; a weak write leaves it beside the old.
  llvm::SmallDenseMap<PlaceId, NodeId, 4> News;
  auto put = [&](PlaceId At, NodeId New) {
    News[At] = New;
    if (Weak) {
      Node Join;
      Join.Kind = Node::Join;
      Join.Place = At;
      unsigned V = Variables.lookup(At);
      Join.Operands = {Current[V] ? Current[V] : entry(At), New};
      New = add(std::move(Join));
    }
    define(At, New, Undo);
  };
  put(P, N);
  forDescendants(P, [&](PlaceId Child) {
    Node Part;
    Part.Kind =
        N && Nodes[N].Kind != Node::Empty ? Node::Projection : Node::Empty;
    Part.Place = Child;
    Part.Key = Unit.Places[Child].Entity;
    if (Part.Kind == Node::Projection)
      Part.Operands.push_back(News.lookup(Unit.Places[Child].Parent));
    put(Child, add(std::move(Part)));
  });
}

void ValueFlow::empty(PlaceId P, unsigned Block, UndoList &Undo) {
  Node Nothing;
  Nothing.Kind = Node::Empty;
  Nothing.Block = Block;
  Nothing.Place = P;
  assign(P, add(std::move(Nothing)), false, Undo);
}

void ValueFlow::renameCall(const Event &E, unsigned Block, UndoList &Undo) {
  const CallFact &Call = F.Calls[E.call()];
  for (unsigned I = 0; I != Summaries.calleesOf(Call).size(); ++I) {
    FunctionId Callee = Summaries.calleesOf(Call)[I];
    const Summary &S = Summaries[Callee];
    const Binding Bound = bind(E.call(), Callee);
    S.forEachContent([&](PlaceId P) {
      if (PlaceId Here = Bound.place(P);
          Here != None && !CallReads.count({E.call(), P}))
        CallReads[{E.call(), P}] = read(Here);
    });
    for (const ReleaseEffect &R : S.Releases)
      if (PlaceId Here = Bound.place(R.Place); Here != None && !R.Partial)
        empty(Here, Block, Undo);
    for (unsigned W = 0; W != S.Writes.size(); ++W) {
      PlaceId Here = Bound.place(S.Writes[W].Place);
      if (Here == None)
        continue;
      Node Written;
      Written.Kind = Node::CallWrite;
      Written.Place = Here;
      Written.Call = E.call();
      Written.Callee = I;
      Written.Write = W;
      Written.Block = Block;
      // So that changes of what the call reads reach this node.
      for (const Argument &A : Call.Arguments)
        Written.Operands.push_back(A.Value);
      forEachReason(S.Writes[W].Content.Terms, [&](const Term &T) {
        if (NodeId Read = CallReads.lookup({E.call(), T.Place}))
          Written.Operands.push_back(Read);
      });
      // What is behind a pointer was written, not the pointer.
      NodeId New = add(std::move(Written));
      CallWrites[{E.call(), S.Writes[W].Place}] = New;
      assign(Here, New, S.Writes[W].Weak || Unit.Places[Here].PointerLike,
             Undo);
    }
  }
  // The result depends on what the call read and was given; one that does not
  // matter on nothing.
  if (E.value() != None &&
      (opOf(E.value()) == Op::Nothing ||
       (Call.Constructs && Summaries.calleesOf(Call).empty()))) {
    Modes[E.value()] = Current[0];
  } else if (E.value() != None) {
    for (const Argument &A : Call.Arguments)
      if (A.Value != None && A.Value != E.value())
        Nodes[E.value()].Operands.push_back(A.Value);
    for (FunctionId Callee : Summaries.calleesOf(Call)) {
      auto addReads = [&](const TermSet &Set) {
        forEachReason(Set, [&](const Term &T) {
          if (NodeId Read = CallReads.lookup({E.call(), T.Place}))
            Nodes[E.value()].Operands.push_back(Read);
        });
      };
      addReads(Summaries[Callee].Return.Terms);
      for (const auto &[Key, Set] : Summaries[Callee].Return.Fields)
        addReads(Set);
      if (Call.Constructs)
        for (const WriteEffect &W : Summaries[Callee].Writes)
          addReads(W.Content.Terms);
    }
    Modes[E.value()] = Current[0];
  }
  if (ModeEffect Mode = modeAfter(E.call()); !Mode.isNone())
    setMode(Mode, Block, Undo);
}

ModeEffect ValueFlow::modeAfter(unsigned CallIndex) const {
  const CallFact &Call = F.Calls[CallIndex];
  CallTimes Times = timesOf(Call);
  if (Call.OnThread || Times == CallTimes::Stored)
    return {};
  std::optional<ModeEffect> Common;
  for (FunctionId Callee : Summaries.calleesOf(Call)) {
    const ModeEffect &Inner = Summaries[Callee].ModeAtExit;
    const Binding Bound = bind(CallIndex, Callee);
    ModeEffect Here{Inner.Mode, {}};
    for (const Condition &C : Inner.If) {
      if (std::optional<bool> Holds = Bound.holds(C)) {
        if (*Holds)
          continue;
        Here = {GradMode::Off, {}};
        break;
      }
      Here.If.push_back(Bound.condition(C));
    }
    // What is left depends on more than a node can say, or on nothing that is
    // known here.
    if (Here.If.size() > 1 || (!Here.If.empty() && (Here.If[0].Flag == None ||
                                                    Here.Mode != GradMode::On)))
      Here = {GradMode::Unknown, {}};
    if (!Common)
      Common = Here;
    else if (Common->Mode != Here.Mode || Common->If != Here.If)
      Common = ModeEffect{GradMode::Unknown, {}};
  }
  if (!Common || Common->isNone())
    return {};
  return Times == CallTimes::Uncertain ? ModeEffect{GradMode::Unknown, {}}
                                       : *Common;
}

void ValueFlow::setMode(const ModeEffect &Mode, unsigned Block,
                        UndoList &Undo) {
  Node Set;
  Set.Kind = Node::Mode;
  Set.Grad = Mode.Mode;
  Set.Block = Block;
  NodeId Id = add(Set);
  if (!Mode.If.empty())
    ModeConditions[Id] = Mode.If.front();
  define(None, Id, Undo);
}

void ValueFlow::renameBlock(unsigned Block, UndoList &Undo) {
  for (auto &[V, Phi] : Phis[Block]) {
    Undo.push_back({V, Current[V]});
    Current[V] = Phi;
  }
  coverAll(Block, Undo);
  for (PlaceId P : AbsentIn.lookup(Block))
    empty(P, Block, Undo);
  for (const Event &E : F.Blocks[Block].Events) {
    for (const Event &Release : Summaries.releasesAt(F, E))
      empty(Release.place(), Block, Undo);
    switch (E.kind()) {
    case EventKind::Compute: {
      const Value &V = F.Values[E.value()];
      if (V.Kind == Op::Load) {
        NodeId Source = read(V.Place);
        Nodes[E.value()].Operands.assign(1, Source);
      }
      Modes[E.value()] = Current[0];
      break;
    }
    case EventKind::Declare:
      empty(E.place(), Block, Undo);
      break;
    case EventKind::Release:
      if (!E.get<fact::Release>().Partial)
        empty(E.place(), Block, Undo);
      break;
    case EventKind::Assign:
      assign(E.place(), E.value(), false, Undo);
      break;
    case EventKind::Insert:
      assign(E.place(), E.value(), /*Weak=*/true, Undo);
      break;
    case EventKind::AssignElement: {
      const auto &Store = E.get<fact::Store>();
      // The rest of a round sees what the round wrote.
      assign(E.place(), E.value(), /*Weak=*/!Store.All && !Store.EachOfLoop,
             Undo);
      break;
    }
    case EventKind::GuardOpen: {
      const auto &Open = E.get<fact::GuardOpen>();
      if (Open.Guard)
        GuardedModes[Open.Guard] = Current[0];
      ModeEffect Mode{Open.Mode, {}};
      if (Open.If.Flag != None)
        Mode.If.push_back(Open.If);
      setMode(Mode, Block, Undo);
      break;
    }
    case EventKind::ModeNoted:
      GuardedModes[E.get<fact::ModeNoted>().Guard] = Current[0];
      break;
    case EventKind::GuardClose: {
      auto It = GuardedModes.find(E.get<fact::GuardClose>().Guard);
      if (It != GuardedModes.end())
        define(None, It->second, Undo);
      break;
    }
    case EventKind::Call:
      renameCall(E, Block, Undo);
      break;
    case EventKind::IndirectCall:
      IndirectModes[E.call()] = Current[0];
      break;
    default:
      break;
    }
  }
  for (unsigned Next : F.Blocks[Block].Successors)
    for (auto &[V, Phi] : Phis[Next]) {
      NodeId N = Current[V];
      if (!N && V)
        N = entry(VariablePlaces[V]);
      Nodes[Phi].Operands.push_back(N);
      PhiBlocks[Phi].push_back(Block);
    }
  if (Block == F.Exit)
    ExitMode = Current[0];
  if (Block == F.Exit)
    for (unsigned V = 1; V != VariablePlaces.size(); ++V) {
      PlaceId P = VariablePlaces[V];
      if (!Current[V] || isLocal(Unit.rootOf(P)))
        continue;
      ExitNodes[P] = Current[V];
      Written.push_back(P);
    }
}

void ValueFlow::rename() {
  Current.assign(VariablePlaces.size(), 0);
  // Node 0 stands for "not set"; the caller's mode is the mode variable's
  // start.
  Node Caller;
  Caller.Kind = Node::Mode;
  Caller.Grad = Summaries.targets().isGuardedByObject(Function)
                    ? GradMode::Off
                    : GradMode::Caller;
  Current[0] = add(Caller);
  if (F.Order.empty())
    return;
  struct Frame {
    unsigned Block;
    unsigned Next = 0;
    UndoList Undo;
  };
  std::vector<Frame> Stack;
  Stack.push_back({F.Entry, 0, {}});
  renameBlock(F.Entry, Stack.back().Undo);
  while (!Stack.empty()) {
    Frame &Top = Stack.back();
    if (Top.Next < DominatorChildren[Top.Block].size()) {
      unsigned Child = DominatorChildren[Top.Block][Top.Next++];
      Stack.push_back({Child, 0, {}});
      renameBlock(Child, Stack.back().Undo);
      continue;
    }
    for (auto &[V, Old] : llvm::reverse(Top.Undo))
      Current[V] = Old;
    Stack.pop_back();
  }
  // What the rounds wrote is known now, whatever the order of the blocks.
  for (auto &[Exit, Places] : CoveredBefore)
    for (const CoveredPlace &Here : Places) {
      if (!Here.Content)
        continue;
      auto &Operands = Nodes[Here.Content].Operands;
      Operands.append(Here.Values.begin(), Here.Values.end());
      for (const auto &Write : Here.Calls)
        Operands.push_back(CallWrites.lookup(Write));
    }
}

} // namespace torchleak
