//===- GradState.cpp - Is this value attached to a graph? -----------------===//

#include "analysis/payload/GradState.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

GradState::GradState(UnitFacts &Unit, FunctionId Function, ValueFlow &Flow,
                     const EffectTable &Summaries)
    : Unit(Unit), Function(Function), F(*Unit.Functions[Function]), Flow(Flow),
      Summaries(Summaries), Branches(Unit, F),
      Modes(Unit, Function, Flow, Summaries, Branches) {
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
      if (E.kind() != EventKind::Backward || E.value() == None)
        continue;
      llvm::SmallVector<NodeId, 8> Ways{E.value()};
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
        T.From.At = {B, E.Order};
        T.From.Proven = true;
        T.From.In = Function;
        States[N].add(std::move(T));
        Changed.insert(Changed.end(), Flow.users()[N].begin(),
                       Flow.users()[N].end());
      }
    }
}

void GradState::record(TermSet &Out, const TermSet &Operand,
                       const ConditionalMode &Mode, bool Loss) const {
  // Nothing is recorded when grad mode is off, or may be.
  if (Mode.Mode == GradMode::Off || Mode.Mode == GradMode::Unknown)
    return;
  for (Term T : Operand) {
    T.Recorded = true;
    T.CallerMode |= Mode.Mode == GradMode::Caller;
    T.Loss |= Loss;
    if (llvm::all_of(Mode.If, [&](const Condition &C) {
          return Conditions::require(T, C, /*Must=*/true);
        }))
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
    for (auto [Operand, From] : llvm::zip(Here.Operands, Flow.blocksOf(N))) {
      AbstractValue One = States[Operand];
      One.Terms = Branches.after(One.Terms, From, Here.Block);
      for (auto &[Key, Terms] : One.Fields)
        Terms = Branches.after(Terms, From, Here.Block);
      Result.join(One);
    }
    return Result;
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
    if (Unit.ParameterFields.contains(Unit.Places[Here.Place].Entity)) {
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
    FunctionId Callee = Summaries.calleesOf(Call)[Here.Callee];
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
  ConditionalMode Mode = Modes.at(Flow.modeAt(Id));
  AbstractValue Result;
  auto stateOf = [&](ValueId Operand) -> const AbstractValue & {
    return States[Operand];
  };
  switch (Flow.opOf(Id)) {
  case Op::Nothing:
  case Op::Cut:
    return Result;
  case Op::Unknown:
    Result.Unknown = true;
    return Result;
  case Op::Handle:
    if (V.If.Flag != None && Here.Operands.size() == 2) {
      Result.join(Conditions::where(V.If, stateOf(Here.Operands[0])));
      Result.join(Conditions::where(V.If.negated(), stateOf(Here.Operands[1])));
      return Result;
    }
    [[fallthrough]];
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
        Result.setField(tupleElement(I), V.NeverRequiresGrad >> I & 1
                                             ? TermSet()
                                             : Result.Terms);
    return Result;
  case Op::Leaf: {
    Term T;
    T.From = Origin::of(V, "requires_grad", false, Function);
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
    T.From = Origin::of(V, V.Name, true, Function);
    Result.add(std::move(T));
    return Result;
  }
  case Op::Forward: {
    Term T;
    T.Kind = V.Place != None ? Term::Trainable : Term::Always;
    T.Place = V.Place;
    T.From = Origin::of(V, Summaries.nameOf(F, V), true, Function);
    T.From.Unsure = V.OtherMethod;
    record(Result.Terms, {T}, Mode, V.Loss);
    for (NodeId Operand : Here.Operands)
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
    for (FunctionId Callee : Summaries.calleesOf(F.Calls[V.Call]))
      for (const WriteEffect &W : Summaries[Callee].Writes) {
        const Place &P = Unit.Places[W.Place];
        if (P.Parent != Unit.ThisPlace)
          continue;
        TermSet Set;
        substitute(W.Content.Terms, V.Call, Callee, Set);
        for (const Term &T : Set)
          Result.add(T);
        Result.setField(P.Entity, Set);
      }
    return Result;
  }
  return Result;
}

AbstractValue GradState::evaluateCall(ValueId Id) const {
  const Value &V = F.Values[Id];
  const CallFact &Call = F.Calls[V.Call];
  AbstractValue Result;
  for (FunctionId Callee : Summaries.calleesOf(Call)) {
    const Summary &S = Summaries[Callee];
    AbstractValue One;
    One.Unknown = S.Return.Unknown;
    substitute(S.Return.Terms, V.Call, Callee, One.Terms);
    // One of these runs, it is not known which: all must agree.
    if (Call.How == Dispatch::Indirect && One.Terms.empty())
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
    T.From = Origin::of(V, ModuleName, true, Function);
    record(Result.Terms, {T}, Modes.at(Flow.modeAt(Id)), false);
  }
  // What a module's body did is told as what the module did.
  if (Call.ModuleForward)
    for (Term &T : Result.Terms)
      if (T.Kind != Term::Content)
        T.tellAs(Origin::of(V, ModuleName, true, Function));
  return Result;
}

bool GradState::substituteConditions(Term &T, const Binding &Bound) const {
  llvm::SmallVector<TermCondition, 0> Inner = std::move(T.If);
  T.If.clear();
  for (const auto &[If, Must] : Inner) {
    if (std::optional<bool> Holds = Bound.holds(If)) {
      if (!*Holds)
        return false;
      continue;
    }
    Condition Here = Bound.condition(If);
    if (Here.Flag == None) {
      if (Must)
        return false;
      continue;
    }
    if (!Conditions::require(T, Here, Must))
      return false;
  }
  TermSet Known = Branches.in({T}, F.Values[Bound.call().Result].Block);
  if (Known.empty())
    return false;
  T = Known.front();
  return true;
}

void GradState::substitute(const TermSet &Terms, unsigned CallIndex,
                           FunctionId Callee, TermSet &Out) const {
  const Binding Bound = Flow.bind(CallIndex, Callee);
  const CallFact &Call = Bound.call();
  ConditionalMode Mode = Modes.conditionalModeOfCall(Call);
  bool IsKept = Flow.timesOf(Call) == CallTimes::Stored;
  forEachReason(Terms, [&](Term T) {
    if (!T.If.empty() && !substituteConditions(T, Bound))
      return;
    if (T.CallerMode) {
      if (IsKept)
        T.Kept = Callee;
      if (Mode.Mode == GradMode::Off || Mode.Mode == GradMode::Unknown ||
          !llvm::all_of(Mode.If, [&](const Condition &C) {
            return Conditions::require(T, C, /*Must=*/true);
          }))
        return;
      T.CallerMode = Mode.Mode == GradMode::Caller;
    }
    if (T.Kind == Term::Always) {
      addTerm(Out, std::move(T));
      return;
    }
    PlaceId Here = Bound.place(T.Place);
    if (T.Kind == Term::Trainable) {
      if (Here == None)
        T.Kind = Term::Always;
      T.Place = Here;
      addTerm(Out, std::move(T));
      return;
    }
    // Content: of an argument, or of a place that is visible here.
    ValueFlow::Content Content = Flow.contentOf(Bound, T.Place);
    if (!Content.Node) {
      // The argument of a callable that somebody runs later: the unit may tell.
      if (Bound.isOfParameter(T.Place) && !Bound.argument(T.Place) &&
          Call.Times != CallTimes::Once)
        addTerm(Out, std::move(T));
      return;
    }
    AbstractValue Part;
    if (Content.Part)
      Part = States[Content.Node].field(Content.Part);
    const TermSet &Actuals =
        Content.Part ? Part.Terms : States[Content.Node].Terms;
    for (Term Actual : Actuals) {
      Actual.Recorded |= T.Recorded;
      Actual.CallerMode |= T.CallerMode;
      Actual.Loss |= T.Loss;
      if (llvm::all_of(T.If, [&](const TermCondition &C) {
            return Conditions::require(Actual, C.If, C.Must);
          }))
        addTerm(Out, std::move(Actual));
    }
  });
}

} // namespace torchleak
