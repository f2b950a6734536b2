//===- TorchFacts.cpp - Calls into libtorch -------------------------------===//

#include "extract/FactGenerator.h"
#include "model/operators/Operators.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

static bool literalTrue(const Expr *E, const ASTContext &Context) {
  bool B = false;
  return !E->isValueDependent() && E->EvaluateAsBooleanCondition(B, Context) &&
         B;
}

/// The text of a string literal, also where it makes a std::string.
static llvm::StringRef literalText(const Expr *E) {
  E = ignoreWrappers(E);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return Construct->getNumArgs() ? literalText(Construct->getArg(0)) : "";
  const auto *Literal = dyn_cast<StringLiteral>(E);
  return Literal ? Literal->getString() : "";
}

bool FactGenerator::runsOtherMethod(const CallExpr *Call, const Expr *Object,
                                    ArrayRef<const Expr *> Arguments) const {
  if (Calls.lookup(Call).does(Effect::NamedMethod))
    return Arguments.empty() || !Types.isForward(literalText(Arguments[0]));
  const auto *Method = dyn_cast<CXXMemberCallExpr>(ignoreWrappers(Object));
  return Method && Calls.lookup(Method).does(Effect::NamedMethod) &&
         Method->getNumArgs() == 1 &&
         !Types.isForward(literalText(Method->getArg(0)));
}

static bool mentionsTensor(const Stmt *S, const TorchTypes &Types) {
  const auto *E = dyn_cast_or_null<Expr>(S);
  return S && ((E && Types.isTensor(E->getType())) ||
               llvm::any_of(S->children(), [&](const Stmt *Child) {
                 return mentionsTensor(Child, Types);
               }));
}

bool FactGenerator::givesTensor(ArrayRef<const Expr *> Arguments) const {
  return llvm::any_of(Arguments,
                      [&](const Expr *A) { return mentionsTensor(A, Types); });
}

bool FactGenerator::asksForGrad(const Expr *E) const {
  E = ignoreWrappers(E);
  if (isa<CXXDefaultArgExpr>(E))
    return false;
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return Construct->getNumArgs() >= 1 && asksForGrad(Construct->getArg(0));
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call)
    return false;
  if (Calls.lookup(Call).does(Effect::AsksForGrad)) {
    for (const Expr *A : Call->arguments())
      if (!isa<CXXDefaultArgExpr>(A) &&
          A->getType().getNonReferenceType()->isBooleanType())
        return literalTrue(A, Context);
    return true;
  }
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return asksForGrad(Member->getImplicitObjectArgument());
  return false;
}

std::optional<ValueId>
FactGenerator::torchCall(const CallExpr *Call, const Expr *Object,
                         ArrayRef<const Expr *> Arguments) {
  const CallEffects Model = Calls.lookup(Call);
  switch (Model.On) {
  case Receiver::Tensor:
    return tensorOperator(Call, Object, Arguments);
  case Receiver::Module:
    return moduleCall(Call, Object, Arguments);
  case Receiver::Optimizer:
    if (Model.does(Effect::StepsOptimizer | Effect::ClearsGradients))
      emit(fact::TrainingStep{Model.does(Effect::ClearsGradients)},
           Call->getExprLoc());
    // LBFGS runs its closure a few times within one step.
    passCallables(Arguments, CallTimes::Once, false);
    if (Model.does(Effect::StepsOptimizer | Effect::ClearsGradients |
                   Effect::Asks))
      return None;
    return std::nullopt;
  case Receiver::Function:
    break;
  default:
    return std::nullopt;
  }
  if (Model.does(Effect::Backward)) {
    backward(Call, valueOf(Arguments[0]), Arguments);
    return None;
  }
  if (Model.does(Effect::ReturnsGradients)) {
    backward(Call, valueOf(Arguments[0]), Arguments);
    // With create_graph the gradients have history of their own.
    const unsigned CreateIndex = Model.Argument + 1;
    bool CreateGraph = Arguments.size() > CreateIndex &&
                       literalTrue(Arguments[CreateIndex], Context);
    return makeValue(CreateGraph ? Op::Differentiable : Op::Nothing, Call,
                     valueOf(Arguments[0]));
  }
  if (Model.does(Effect::SetsGradMode)) {
    setGradMode(Arguments[0], Call->getExprLoc());
    return None;
  }
  if (Model.does(Effect::Freezes)) {
    ValueId V = makeValue(Op::NewObject, Call);
    value(V).Frozen = true;
    return V;
  }
  if (Model.does(Effect::IsOperator) && Types.holdsTensors(Call->getType()))
    return tensorOperator(Call, nullptr, Arguments);
  return std::nullopt;
}

void FactGenerator::backward(const CallExpr *Call, ValueId Root,
                             ArrayRef<const Expr *> Arguments) {
  const CallEffects Model = Calls.lookup(Call);
  const unsigned RetainIndex = Model.Argument;
  bool Retains = false;
  // create_graph is the parameter after; the graph is retained then, unless
  // the code says otherwise.
  bool CreatesGraph = false, MayCreateGraph = false;
  if (RetainIndex + 1 < Arguments.size()) {
    const Expr *Create = Arguments[RetainIndex + 1];
    bool Value = false;
    if (!isa<CXXDefaultArgExpr>(Create) && Create->getType()->isBooleanType() &&
        !Create->isValueDependent()) {
      bool Known = Create->EvaluateAsBooleanCondition(Value, Context);
      CreatesGraph = Known && Value;
      MayCreateGraph = !Known || Value;
    }
  }
  if (RetainIndex < Arguments.size() &&
      !isa<CXXDefaultArgExpr>(Arguments[RetainIndex])) {
    const Expr *Retain = ignoreWrappers(Arguments[RetainIndex]);
    bool B = false;
    // optional<bool>{}: the default, which is create_graph's value.
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(Retain))
      Retain = Construct->getNumArgs() ? Construct->getArg(0) : nullptr;
    if (Retain && Retain->getType()->isBooleanType() &&
        !Retain->isValueDependent())
      Retains = !Retain->EvaluateAsBooleanCondition(B, Context) || B;
  }
  auto &E = emit(fact::Backward{Root}, Call->getExprLoc());
  E.Retains = Retains || CreatesGraph;
  E.CreatesGraph = CreatesGraph;
  E.MayCreateGraph = MayCreateGraph;
  E.IntoLeaves = !Model.does(Effect::ReturnsGradients);
}

ValueId FactGenerator::changeRequiresGrad(const CallExpr *Call,
                                          const Expr *Object,
                                          ArrayRef<const Expr *> Arguments) {
  bool On = Arguments.empty() || isa<CXXDefaultArgExpr>(Arguments[0]) ||
            literalTrue(Arguments[0], Context);
  ValueId V = makeValue(On ? Op::Leaf : Op::ClearLeaf, Call, valueOf(Object));
  value(V).Name = On ? "requires_grad" : "requires_grad(false)";
  Ref R = refOf(Object);
  if (!R)
    return V;
  const Place &P = Unit.facts().Places[R.Place];
  if (!On)
    emit(fact::Freeze{R.Place, V}, Call->getExprLoc());
  if (P.HoldsTensors)
    store(fact::Store::Assign, R, V, Call->getExprLoc());
  return V;
}

bool FactGenerator::isGradient(const Expr *E) const {
  const auto *Call =
      dyn_cast_or_null<CXXMemberCallExpr>(E ? ignoreWrappers(E) : nullptr);
  return Call && Calls.lookup(Call).does(Effect::ReturnsGradient);
}

ValueId FactGenerator::tensorOperator(const CallExpr *Call, const Expr *Object,
                                      ArrayRef<const Expr *> Arguments) {
  SourceLocation Loc = Call->getExprLoc();
  const FunctionDecl *Callee = Call->getDirectCallee();
  const std::string Name = Callee->getNameAsString();
  const CallEffects Model = Calls.lookup(Call);
  if (Model.does(Effect::Backward)) {
    backward(Call, valueOf(Object), Arguments);
    return None;
  }
  if (Model.does(Effect::SetsRequiresGrad))
    return changeRequiresGrad(Call, Object, Arguments);
  if (Model.does(Effect::Drops)) {
    release(refOf(Object), Loc);
    return None;
  }
  if (Model.does(Effect::ReturnsMutableGradient) ||
      (Model.does(Effect::CutsInPlace) && isGradient(Object)))
    emit(fact::TrainingStep{/*ClearsGrad=*/true, /*OfTensor=*/true}, Loc);
  if (Model.does(Effect::KeepsCallables)) {
    passCallables(Arguments, CallTimes::Stored, false);
    return None;
  }
  SmallVector<ValueId, 4> Operands;
  bool Leaf = false, Integral = false, WholeList = false;
  if (Object)
    Operands.push_back(valueOf(Object));
  for (const Expr *A : Arguments) {
    if (isa<CXXDefaultArgExpr>(A))
      continue;
    Leaf |= asksForGrad(A);
    if (const auto *Constant = dyn_cast<DeclRefExpr>(ignoreWrappers(A)))
      Integral |= isIntegralDtype(Constant->getDecl()->getName());
    if (mayMatter(A->getType())) {
      Operands.push_back(valueOf(A));
      WholeList |=
          !Types.isTensor(A->getType()) && Types.holdsTensors(A->getType());
    }
  }
  // `x.add_(y)`, `at::add_out(x, y, z)`; torch::nn::init turns grad mode off.
  const Expr *Written = nullptr;
  if (isInPlaceOperator(Name) && !Model.does(Effect::Initializes))
    Written = Object ? Object : Arguments.empty() ? nullptr : Arguments[0];
  bool InPlace = Written;
  if (!mayMatter(Call->getType()) && !InPlace)
    return None;
  const OperatorRow *Row = findOperator(Name);
  unsigned Never = neverRequiresGrad(Name);
  unsigned Results = 1;
  if (Row && Types.isTupleLike(Call->getType()))
    Results = std::max(Results, Row->Results);
  const unsigned All = (1u << Results) - 1;
  Op Operation = Op::Differentiable;
  if (cutsHistory(Name))
    Operation = Op::Cut;
  else if (Leaf)
    Operation = Op::Leaf;
  else if ((Never & All) == All)
    Operation = Op::Nothing;
  else if (Integral && !InPlace)
    Operation = Op::Nothing;
  else if (Results > 1 && Never)
    Operation = Op::DifferentiableTuple;
  ValueId V = makeValue(Operation, Call, Operands);
  if (Operation == Op::DifferentiableTuple) {
    value(V).Results = Results;
    value(V).NeverRequiresGrad = Never;
  }
  // `+` rather than `operator+`.
  const OverloadedOperatorKind Spelled = Callee->getOverloadedOperator();
  value(V).Name = Spelled == OO_None ? Name : getOperatorSpelling(Spelled);
  value(V).Loss = isLossFunction(Name);
  value(V).WholeList = WholeList;
  value(V).Concatenates = concatenates(Name);
  value(V).Blends = blendsOperands(Name);
  value(V).InPlace = InPlace;
  if (InPlace) {
    bool Part = false;
    Ref R = tensorRef(Written, Part);
    R.Behind |= Written->getType()->isPointerType();
    if (R && Unit.facts().Places[R.Place].HoldsTensors) {
      // What was written into a part is in the history of the whole.
      value(V).WritesPart = Part;
      if (Part) {
        ValueId Old = load(R, Loc);
        value(V).Operands.push_back(Old);
      }
      store(fact::Store::Assign, R, V, Loc, onlyTensor(Arguments, Written));
    } else if (isOneOfParameters(R, Written)) {
      R = Ref::element(Unit.parametersOf(R.Place), fact::Store::Nothing);
      ValueId Old = load(R, Loc);
      value(V).Operands.push_back(Old);
      store(fact::Store::Element, R, V, Loc, onlyTensor(Arguments, Written));
    }
  }
  return V;
}

const Expr *FactGenerator::onlyTensor(ArrayRef<const Expr *> Arguments,
                                      const Expr *Besides) const {
  const Expr *Only = nullptr;
  for (const Expr *A : Arguments) {
    if (A == Besides || isa<CXXDefaultArgExpr>(A) || !mayMatter(A->getType()))
      continue;
    if (Only || !Types.isTensor(A->getType()))
      return nullptr;
    Only = A;
  }
  return Only;
}

Ref FactGenerator::tensorRef(const Expr *E, bool &Part) {
  E = ignoreWrappers(E);
  if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
    auto It = Views.find(Name->getDecl());
    if (It != Views.end()) {
      Part = true;
      return It->second;
    }
  }
  const auto *Call = dyn_cast<CallExpr>(E);
  if (!Call)
    return refOf(E);
  if (Ref R = refOf(E))
    return R;
  // `t[i]`, `t.narrow(0, i, 1)`: a view; `t.mul_(x)` is t.
  const Expr *Object = nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    Object = Member->getImplicitObjectArgument();
  else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
           Operator && Operator->getNumArgs() >= 1)
    Object = Operator->getArg(0);
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Object || !Callee || !Types.isTensor(objectType(Object)))
    return {};
  std::string Name = Callee->getNameAsString();
  if (!isInPlaceOperator(Name) && (!returnsView(Name) || cutsHistory(Name)))
    return {};
  Part |= returnsView(Name);
  return tensorRef(Object, Part);
}

void FactGenerator::forwardsOf(
    const CXXRecordDecl *Module, unsigned Parameters,
    SmallVectorImpl<const FunctionDecl *> &Out) const {
  if (!Module || Types.isBuiltinModule(Module) || !Module->hasDefinition())
    return;
  for (const CXXMethodDecl *M : Module->getDefinition()->methods())
    if (M->getIdentifier() && Types.isForward(M->getName()) &&
        M->getNumParams() >= Parameters && Unit.mayHaveBody(M))
      Out.push_back(M);
}

ValueId FactGenerator::forward(const CallExpr *Call,
                               const CXXRecordDecl *Module, const Expr *Object,
                               ArrayRef<const Expr *> Arguments) {
  SmallVector<ValueId, 4> Operands;
  for (const Expr *A : Arguments)
    if (mayMatter(A->getType()))
      Operands.push_back(valueOf(A));
  llvm::StringRef Name =
      Module && Module->getIdentifier() ? Module->getName() : "";
  bool Parameterless =
      Module && Types.isBuiltinModule(Module) && isParameterlessModule(Name);
  // A module of the user: follow its body, if there is one.
  SmallVector<const FunctionDecl *, 2> Bodies;
  if (const FunctionDecl *Callee = Call->getDirectCallee();
      Callee && Unit.mayHaveBody(Callee))
    Bodies.push_back(Callee);
  else
    forwardsOf(Module, Arguments.size(), Bodies);
  ValueId V = None;
  if (Bodies.empty()) {
    V = makeValue(Parameterless ? Op::Differentiable : Op::Forward, Call,
                  Operands);
  } else {
    V = callOf(Call, Bodies, Object, Arguments);
    Facts.Calls[value(V).Call].Otherwise = Op::Forward;
  }
  Ref R = refOf(Object);
  value(V).Place = R.Place;
  value(V).OneOfSeveral = R.Element;
  if (Bodies.empty())
    value(V).Name = R ? Unit.facts().describe(R.Place) : "module";
  value(V).Loss = isLossFunction(Name);
  if (R && Types.isModuleSequence(Module))
    forwardEach(Call, R.Place, Operands, V);
  return V;
}

void FactGenerator::forwardEach(const CallExpr *Call, PlaceId Sequence,
                                ArrayRef<ValueId> Inputs, ValueId Result) {
  const auto *Declared = dyn_cast_or_null<ValueDecl>(
      Unit.declOf(Unit.facts().Places[Sequence].Entity));
  if (!Declared)
    return;
  bool Trained = false;
  for (const CXXRecordDecl *Module : Unit.moduleChains().of(Declared)) {
    SmallVector<const FunctionDecl *, 2> Bodies;
    forwardsOf(Module, 0, Bodies);
    if (!Bodies.empty()) {
      CallFact Fact;
      for (const FunctionDecl *Body : Bodies)
        Fact.Targets.push_back(Unit.entity(Body));
      if (llvm::any_of(Bodies, isVirtual))
        Fact.How = Dispatch::Virtual;
      Fact.Otherwise = Op::Nothing;
      Fact.Loc = Unit.spot(Call->getExprLoc());
      Fact.Name = "forward";
      Fact.Receiver.Place = Unit.childrenOf(Sequence, Call->getExprLoc());
      Fact.Receiver.Element = true;
      // The first of them gets what the sequence is given.
      for (ValueId Input : Inputs)
        Fact.Arguments.emplace_back().Value = Trained ? Result : Input;
      addCall(std::move(Fact), makeValue(Op::Call, Call));
    }
    Trained |= !(Types.isBuiltinModule(Module) && Module->getIdentifier() &&
                 isParameterlessModule(Module->getName()));
  }
}

std::optional<ValueId>
FactGenerator::moduleCall(const CallExpr *Call, const Expr *Object,
                          ArrayRef<const Expr *> Arguments) {
  const CallEffects Model = Calls.lookup(Call);
  SourceLocation Loc = Call->getExprLoc();
  QualType T = objectType(Object);
  const CXXRecordDecl *Module = Types.moduleOf(T);
  // The holder's own operators lead to the module.
  if (Model.does(Effect::ReturnsReceiver)) {
    if (Ref R = refOf(Object))
      return load(R, Loc);
    return valueOf(Object);
  }
  if (Model.does(Effect::RunsModule)) {
    ValueId V = forward(Call, Module, Object, Arguments);
    value(V).OtherMethod =
        !givesTensor(Arguments) && runsOtherMethod(Call, Object, Arguments);
    return V;
  }
  Ref Self = refOf(Object);
  if (Model.does(Effect::RegistersParameter)) {
    SmallVector<ValueId, 2> Operands;
    if (Arguments.size() >= 2)
      Operands.push_back(valueOf(Arguments[1]));
    bool On = Arguments.size() < 3 || isa<CXXDefaultArgExpr>(Arguments[2]) ||
              literalTrue(Arguments[2], Context);
    ValueId V = makeValue(On ? Op::Parameter : Op::Nothing, Call, Operands);
    value(V).Place = Self.Place;
    value(V).Name = "register_parameter";
    return V;
  }
  if (Model.does(Effect::RegistersBuffer))
    return Arguments.size() >= 2 ? valueOf(Arguments[1]) : None;
  if (Model.does(Effect::RegistersModule)) {
    ValueId Child = Arguments.empty() ? None : valueOf(Arguments.back());
    if (Self && Child != None) {
      PlaceId Children = Unit.childrenOf(Self.Place, Loc);
      store(fact::Store::Insert, Ref::element(Children, fact::Store::Nothing),
            Child, Loc);
    }
    return Child != None ? Child : makeValue(Op::Nothing, Call);
  }
  if (Model.does(Effect::UnregistersModule)) {
    if (Self)
      release(Ref{Unit.childrenOf(Self.Place, Loc)}, Loc);
    return None;
  }
  if (Model.does(Effect::ClearsGradients)) {
    emit(fact::TrainingStep{/*ClearsGrad=*/true}, Loc);
    return None;
  }
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (Callee->getOverloadedOperator() == OO_Equal && Self)
    return std::nullopt;
  if (Callee && Types.isLibraryCode(Callee->getLocation())) {
    if (const FunctionDecl *Body = Model.does(Effect::RunsPerElement)
                                       ? callableOf(Arguments[0])
                                       : nullptr)
      runCallable(Body, Call, CallTimes::PerElement, false, argument(Object));
    else
      passCallables(Arguments, CallTimes::Stored, false);
    if (!mayMatter(Call->getType()))
      return None;
    Ref R = refOf(Call);
    // parameters(): all of them.
    if (R && R.Element && Types.holdsTensors(Call->getType()))
      return oneOfParameters(R, Call);
    if (R)
      return load(R, Loc);
    // Of a module without a variable: `model().parameters()`.
    return makeValue(Op::Handle, Call, valueOf(Object));
  }
  return std::nullopt;
}

} // namespace torchleak
