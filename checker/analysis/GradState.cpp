//===- GradState.cpp - Is this value attached to a graph? -----------------===//

#include "analysis/GradState.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

GradState::GradState(UnitFacts &Unit, FunctionId Function, ValueFlow &Flow,
                     const SummaryList &Summaries)
    : Unit(Unit), Function(Function), F(*Unit.Functions[Function]), Flow(Flow),
      Summaries(Summaries) {
  solveModes();
  unsigned Count = Flow.nodes().size();
  States.resize(Count);
  std::deque<NodeId> Work;
  for (NodeId N = 1; N < Count; ++N)
    Work.push_back(N);
  solve(std::move(Work));
  std::deque<NodeId> Changed;
  addProven(Changed);
  solve(std::move(Changed));
}

void GradState::solve(std::deque<NodeId> Work) {
  std::vector<bool> Queued(States.size(), false);
  for (NodeId N : Work)
    Queued[N] = true;
  while (!Work.empty()) {
    NodeId N = Work.front();
    Work.pop_front();
    Queued[N] = false;
    if (!States[N].join(evaluate(N)))
      continue;
    for (NodeId User : Flow.users()[N])
      if (!Queued[User]) {
        Queued[User] = true;
        Work.push_back(User);
      }
  }
}

void GradState::addProven(std::deque<NodeId> &Changed) {
  // Only a value with history can run backward, whoever computed it.
  llvm::DenseSet<NodeId> Seen;
  for (unsigned B : F.Order)
    for (const Event &E : F.Blocks[B].Events) {
      if (E.Kind != EventKind::Backward || E.Value == None)
        continue;
      llvm::SmallVector<NodeId, 8> Ways{E.Value};
      while (!Ways.empty()) {
        NodeId N = Ways.pop_back_val();
        if (N == 0 || !Seen.insert(N).second)
          continue;
        const Node &Here = Flow.nodes()[N];
        bool IsCopy = Here.Kind == Node::Phi;
        if (Here.Kind == Node::Value) {
          const Value &V = F.Values[N];
          IsCopy = V.Kind == Op::Load || V.Kind == Op::Handle;
          // Of several, one may have had it.
          if (V.Kind == Op::Handle && Here.Operands.size() != 1)
            continue;
        } else if (Here.Kind == Node::Entry) {
          if (!Unit.Places[Here.Place].Tensor)
            continue;
        } else if (!IsCopy) {
          continue;
        }
        if (IsCopy) {
          Ways.append(Here.Operands.begin(), Here.Operands.end());
          continue;
        }
        if (llvm::any_of(States[N].Terms, [](const Term &T) {
              return T.Recorded && T.Kind == Term::Always && !T.CallerMode;
            }))
          continue;
        Term T;
        T.Recorded = true;
        T.Loss = true;
        T.From.Loc = E.Loc;
        T.From.Proven = true;
        T.From.In = Function;
        States[N].add(std::move(T));
        Changed.insert(Changed.end(), Flow.users()[N].begin(),
                       Flow.users()[N].end());
      }
    }
}

/// Two ways lead here: only what both agree on is known.
static GradMode meet(GradMode A, GradMode B) {
  return A == B ? A : GradMode::Unknown;
}

void GradState::solveModes() {
  // Modes start at "not reached" and only become less precise.
  enum : int { NotReached = -1 };
  unsigned Count = Flow.nodes().size();
  std::vector<int> Modes(Count, NotReached);
  bool Changed = true;
  while (Changed) {
    Changed = false;
    for (NodeId N = 0; N != Count; ++N) {
      const Node &Here = Flow.nodes()[N];
      int New = Modes[N];
      if (Here.Kind == Node::Mode) {
        New = int(Here.Grad);
      } else if (Here.Kind == Node::Phi && Here.Place == None) {
        for (NodeId Operand : Here.Operands)
          if (Modes[Operand] != NotReached)
            New = New == NotReached
                      ? Modes[Operand]
                      : int(meet(GradMode(New), GradMode(Modes[Operand])));
      }
      if (New != Modes[N]) {
        Modes[N] = New;
        Changed = true;
      }
    }
  }
  NodeModes.resize(Count);
  for (NodeId N = 0; N != Count; ++N)
    NodeModes[N] =
        Modes[N] == NotReached ? GradMode::Caller : GradMode(Modes[N]);
}

GradMode GradState::modeOf(NodeId N) const { return NodeModes[N]; }

void GradState::record(TermSet &Out, const TermSet &Operand, GradMode Mode,
                       bool Loss) const {
  // Nothing is recorded when grad mode is off, or may be.
  if (Mode == GradMode::Off || Mode == GradMode::Unknown)
    return;
  for (Term T : Operand) {
    T.Recorded = true;
    T.CallerMode |= Mode == GradMode::Caller;
    T.Loss |= Loss;
    addTerm(Out, std::move(T));
  }
}

AbstractValue GradState::evaluate(NodeId N) const {
  const Node &Here = Flow.nodes()[N];
  AbstractValue Result;
  switch (Here.Kind) {
  case Node::Value:
    return evaluateValue(N);
  case Node::Phi:
    if (Here.Place == None)
      return Result;
    [[fallthrough]];
  case Node::Join:
    for (NodeId Operand : Here.Operands)
      Result.join(States[Operand]);
    return Result;
  case Node::Whole: {
    // The parts replace what the base said of them.
    if (!Here.Complete)
      Result = States[Here.Operands[0]];
    for (unsigned I = 1; I < Here.Operands.size(); ++I) {
      const AbstractValue &Content = States[Here.Operands[I]];
      for (const Term &T : Content.Terms)
        Result.add(T);
      Result.Unknown |= Content.Unknown;
      if (Result.HasFields || Here.Complete ||
          States[Here.Operands[0]].Terms.empty())
        Result.setField(Here.Keys[I - 1], Content.Terms);
    }
    return Result;
  }
  case Node::Projection:
    return States[Here.Operands[0]].field(Here.Key);
  case Node::Entry: {
    Term T;
    T.Kind = Term::Content;
    T.Place = Here.Place;
    T.From.Loc = Unit.Places[Here.Place].Loc;
    T.From.Text = Unit.Places[Here.Place].Name;
    // Whoever made the module set it, in sight or not.
    if (Unit.ParameterFields.contains(Unit.Places[Here.Place].Decl)) {
      T.Kind = Term::Trainable;
      T.From.Module = true;
      T.From.In = Function;
    }
    if (Unit.Places[Here.Place].HoldsTensors)
      Result.add(std::move(T));
    return Result;
  }
  case Node::CallWrite: {
    const CallFact &Call = F.Calls[Here.Call];
    FunctionId Callee = Call.Callees[Here.Callee];
    const WriteEffect &W = Summaries[Callee].Writes[Here.Write];
    Result.Unknown = W.Content.Unknown;
    substitute(W.Content.Terms, Here.Call, Callee, Result.Terms);
    return Result;
  }
  case Node::Empty:
  case Node::Mode:
    return Result;
  }
  return Result;
}

AbstractValue GradState::evaluateValue(ValueId Id) const {
  const Value &V = F.Values[Id];
  const Node &Here = Flow.nodes()[Id];
  GradMode Mode = modeOf(Flow.modeAt(Id));
  AbstractValue Result;
  auto stateOf = [&](ValueId Operand) -> const AbstractValue & {
    return States[Operand];
  };
  switch (V.Kind) {
  case Op::Nothing:
  case Op::Cut:
    return Result;
  case Op::Unknown:
    Result.Unknown = true;
    return Result;
  case Op::Handle:
  case Op::Load:
  case Op::AddressOf:
  case Op::Lambda:
    for (NodeId Operand : Here.Operands)
      Result.join(States[Operand]);
    return Result;
  case Op::Field:
    return V.Operands.empty() ? Result
                              : stateOf(V.Operands[0]).field(V.Keys[0]);
  case Op::Aggregate:
    Result.HasFields = true;
    for (unsigned I = 0; I != V.Operands.size(); ++I) {
      const AbstractValue &Part = stateOf(V.Operands[I]);
      for (const Term &T : Part.Terms)
        Result.add(T);
      Result.Unknown |= Part.Unknown;
      Result.setField(V.Keys[I], Part.Terms);
    }
    return Result;
  case Op::Differentiable:
  case Op::DifferentiableTuple:
    // Writing into a tensor ends no history of it, whatever the mode.
    if (ValueId Written = V.written())
      Result.Terms = stateOf(Written).Terms;
    for (ValueId Operand : V.Operands) {
      record(Result.Terms, stateOf(Operand).Terms, Mode, V.Loss);
      Result.Unknown |= stateOf(Operand).Unknown;
    }
    if (V.Kind == Op::DifferentiableTuple)
      for (unsigned I = 0; I != V.Results; ++I)
        Result.setField(tupleKey(I), V.NeverRequiresGrad >> I & 1
                                         ? TermSet()
                                         : Result.Terms);
    return Result;
  case Op::Leaf: {
    Term T;
    T.From = {V.Loc, "requires_grad", false, Function};
    Result.add(std::move(T));
    return Result;
  }
  case Op::ClearLeaf:
    for (ValueId Operand : V.Operands)
      for (const Term &T : stateOf(Operand).Terms)
        if (T.Recorded)
          Result.add(T);
    return Result;
  case Op::Parameter: {
    Term T;
    T.Kind = Term::Trainable;
    T.Place = V.Place;
    T.From = {V.Loc, V.Name, true, Function};
    Result.add(std::move(T));
    return Result;
  }
  case Op::Forward: {
    Term T;
    T.Kind = V.Place != None ? Term::Trainable : Term::Always;
    T.Place = V.Place;
    T.From = {V.Loc, V.Name, true, Function};
    T.From.Unsure = V.OtherMethod;
    record(Result.Terms, {T}, Mode, V.Loss);
    for (ValueId Operand : V.Operands)
      record(Result.Terms, stateOf(Operand).Terms, Mode, V.Loss);
    return Result;
  }
  case Op::Call:
    return evaluateCall(Id);
  case Op::NewObject:
    if (V.Call == ~0u) {
      for (ValueId Operand : V.Operands)
        Result.join(stateOf(Operand));
      return Result;
    }
    // The constructor's writes to its own fields are the object.
    for (FunctionId Callee : F.Calls[V.Call].Callees)
      for (const WriteEffect &W : Summaries[Callee].Writes) {
        const Place &P = Unit.Places[W.Place];
        if (P.Parent != Unit.ThisPlace)
          continue;
        TermSet Set;
        substitute(W.Content.Terms, V.Call, Callee, Set);
        for (const Term &T : Set)
          Result.add(T);
        Result.setField(P.Decl, Set);
      }
    return Result;
  }
  return Result;
}

AbstractValue GradState::evaluateCall(ValueId Id) const {
  const Value &V = F.Values[Id];
  const CallFact &Call = F.Calls[V.Call];
  AbstractValue Result;
  for (FunctionId Callee : Call.Callees) {
    const Summary &S = Summaries[Callee];
    if (!S.Known) {
      Result.Unknown = true;
      continue;
    }
    AbstractValue One;
    One.Unknown = S.Return.Unknown;
    substitute(S.Return.Terms, V.Call, Callee, One.Terms);
    // One of these runs, it is not known which: all must agree.
    if (Call.Signature && One.Terms.empty())
      return {};
    if (S.Return.HasFields) {
      One.HasFields = true;
      for (const auto &[Key, Set] : S.Return.Fields) {
        TermSet Mine;
        substitute(Set, V.Call, Callee, Mine);
        One.setField(Key, Mine);
      }
    }
    Result.join(One);
  }
  std::string ModuleName = Call.Receiver.Place != None
                               ? Unit.describe(Call.Receiver.Place)
                               : "module";
  // A module whose body was not understood: its parameters speak for it.
  if (Call.ModuleForward && Result.Unknown && Result.Terms.empty()) {
    Term T;
    T.Kind = Call.Receiver.Place != None ? Term::Trainable : Term::Always;
    T.Place = Call.Receiver.Place;
    T.From = {V.Loc, ModuleName, true, Function};
    record(Result.Terms, {T}, modeOf(Flow.modeAt(Id)), false);
  }
  // What a module's body did is told as what the module did.
  if (Call.ModuleForward)
    for (Term &T : Result.Terms)
      if (T.Kind != Term::Content)
        T.From = {V.Loc, ModuleName, true, Function};
  return Result;
}

GradMode GradState::modeOfCall(const CallFact &Call) const {
  // Another thread starts with grad mode on, and a callable that is kept runs
  // when the guards of this scope are gone.
  if (Call.OnThread || Flow.timesOf(Call) == CallTimes::Stored)
    return GradMode::On;
  if (const InvokeEffect *Invoke = Flow.invokeOf(Call);
      Invoke && Invoke->Mode != GradMode::Caller)
    return Invoke->Mode;
  return modeOf(Flow.modeAt(Call.Result));
}

void GradState::substitute(const TermSet &Terms, unsigned CallIndex,
                           FunctionId Callee, TermSet &Out) const {
  const CallFact &Call = F.Calls[CallIndex];
  GradMode Mode = modeOfCall(Call);
  bool IsKept = Flow.timesOf(Call) == CallTimes::Stored;
  for (Term T : Terms) {
    if (T.CallerMode) {
      if (IsKept)
        T.Kept = Callee;
      if (Mode == GradMode::Off || Mode == GradMode::Unknown)
        continue;
      T.CallerMode = Mode == GradMode::Caller;
    }
    if (T.Kind == Term::Always) {
      addTerm(Out, std::move(T));
      continue;
    }
    PlaceId Here = Flow.translate(Call, Callee, T.Place);
    if (T.Kind == Term::Trainable) {
      if (Here == None)
        T.Kind = Term::Always;
      T.Place = Here;
      addTerm(Out, std::move(T));
      continue;
    }
    // Content: of an argument, or of a place that is visible here.
    const AbstractValue *Content = nullptr;
    const Place &P = Unit.Places[T.Place];
    if (P.Kind == PlaceKind::Parameter && P.Owner == Callee &&
        P.ParameterIndex < Call.Arguments.size() &&
        Call.Arguments[P.ParameterIndex].Value != None)
      Content = &States[Call.Arguments[P.ParameterIndex].Value];
    else if (NodeId Read = Flow.readAt(CallIndex, T.Place))
      Content = &States[Read];
    AbstractValue Part;
    PlaceId Root = Unit.rootOf(T.Place);
    const Place &R = Unit.Places[Root];
    bool OfCallee = R.Kind == PlaceKind::Parameter && R.Owner == Callee;
    bool Passed = R.ParameterIndex < Call.Arguments.size();
    if (!Content && OfCallee && Passed && P.Parent == Root &&
        Call.Arguments[R.ParameterIndex].Value != None) {
      // A part of an argument that is no place: follow the fields.
      Part = States[Call.Arguments[R.ParameterIndex].Value].field(P.Decl);
      Content = &Part;
    }
    if (!Content) {
      // The argument of a callable that somebody runs later: the unit may tell.
      if (OfCallee && !Passed && Call.Times != CallTimes::Once)
        addTerm(Out, std::move(T));
      continue;
    }
    for (Term Actual : Content->Terms) {
      Actual.Recorded |= T.Recorded;
      Actual.CallerMode |= T.CallerMode;
      Actual.Loss |= T.Loss;
      addTerm(Out, std::move(Actual));
    }
  }
}

} // namespace torchleak
