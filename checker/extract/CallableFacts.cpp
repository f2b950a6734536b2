//===- CallableFacts.cpp - Lambdas, functions and objects that are called -===//

#include "extract/FactGenerator.h"

using namespace clang;

namespace torchleak {

void FactGenerator::instancesOf(
    const CXXMethodDecl &CallOperator,
    SmallVectorImpl<const FunctionDecl *> &Out) const {
  auto add = [&](const FunctionDecl *Instance) {
    if (Unit.idOf(Instance) != NoFunction)
      Out.push_back(Instance);
  };
  if (const FunctionTemplateDecl *Generic =
          CallOperator.getDescribedFunctionTemplate())
    llvm::for_each(Generic->specializations(), add);
  else
    add(&CallOperator);
}

const FunctionDecl *
FactGenerator::bodyOf(const CXXMethodDecl &CallOperator) const {
  // What it does for one type need not be what it does for another.
  SmallVector<const FunctionDecl *, 2> Instances;
  instancesOf(CallOperator, Instances);
  return Instances.size() == 1 ? Instances.front() : nullptr;
}

bool FactGenerator::isUnknownCallable(const Expr *E) {
  QualType T = E->getType().getNonReferenceType();
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  bool IsCallable =
      T->isMemberPointerType() || T->isFunctionType() ||
      T->isFunctionPointerType() || Types.isStdFunction(T) ||
      (Record && (Record->isLambda() || Types.wrapsCallable(*Record)));
  return IsCallable && !callableOf(E);
}

const FunctionDecl *FactGenerator::callableOf(const Expr *E) {
  E = ignoreWrappers(E);
  if (const auto *L = dyn_cast<LambdaExpr>(E))
    return bodyOf(*L->getCallOperator());
  if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
    auto It = Callables.find(Name->getDecl());
    if (It != Callables.end())
      return It->second;
    if (const auto *F = dyn_cast<FunctionDecl>(Name->getDecl()))
      return Unit.mayHaveBody(F) ? F : nullptr;
  }
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    if (Construct->getNumArgs() >= 1 &&
        (Types.isStdFunction(Construct->getType()) ||
         Construct->getConstructor()->isCopyOrMoveConstructor()))
      return callableOf(Construct->getArg(0));
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (Calls.lookup(Call).does(Effect::ReturnsArgument |
                                Effect::WrapsCallable))
      return callableOf(Call->getArg(0));
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf)
    return callableOf(Unary->getSubExpr());
  // A template knows the lambda that it is given by its type.
  if (const CXXRecordDecl *Record =
          E->getType().getNonReferenceType()->getAsCXXRecordDecl();
      Record && Record->isLambda())
    if (const CXXMethodDecl *Operator = Record->getLambdaCallOperator())
      return bodyOf(*Operator);
  return nullptr;
}

void FactGenerator::bodiesOf(const CXXRecordDecl &Callable,
                             SmallVectorImpl<const FunctionDecl *> &Out) const {
  if (const CXXMethodDecl *Operator =
          Callable.isLambda() ? Callable.getLambdaCallOperator() : nullptr)
    return instancesOf(*Operator, Out);
  // `template <class... F> struct overloaded : F... {};`
  if (Callable.hasDefinition())
    for (const CXXBaseSpecifier &Base : Callable.bases())
      if (const CXXRecordDecl *Part = Base.getType()->getAsCXXRecordDecl())
        bodiesOf(*Part, Out);
}

ValueId FactGenerator::runCallable(const FunctionDecl *Body, const Expr *At,
                                   CallTimes Times, bool OnThread,
                                   ArrayRef<Argument> Arguments) {
  CallFact Fact;
  Fact.Targets.push_back(Unit.entity(Body));
  Fact.Loc = Unit.spot(At->getExprLoc());
  Fact.Name = nameOf(Body);
  Fact.Times = Times;
  Fact.OnThread = OnThread;
  Fact.Receiver.Place = Unit.facts().ThisPlace;
  Fact.Arguments.append(Arguments.begin(), Arguments.end());
  for (auto [A, Parameter] : llvm::zip(Fact.Arguments, Body->parameters())) {
    A.Matters = mayMatter(Parameter->getType());
    A.By = passingOf(Parameter->getType());
  }
  if (!mayMatter(Body->getReturnType()))
    Fact.Otherwise = Op::Nothing;
  return addCall(std::move(Fact), makeValue(Op::Call, At));
}

void FactGenerator::passCallable(const FunctionDecl *Body, const Expr *Callable,
                                 ArrayRef<const Expr *> Rest, CallTimes Times,
                                 bool OnThread) {
  // std::thread(&Worker::run, &worker): the object follows the method.
  SmallVector<Argument, 2> Passed;
  Argument Receiver;
  if (!isLambda(Body))
    for (const Expr *A : Rest)
      Passed.push_back(argument(A));
  if (!isLambda(Body) && isa<CXXMethodDecl>(Body) && !Passed.empty()) {
    Receiver = Passed.front();
    if (Receiver.Place == None && Receiver.Value != None)
      Receiver.Place = value(Receiver.Value).Place;
    Passed.erase(Passed.begin());
  }
  runCallable(Body, Callable, Times, OnThread, Passed);
  if (Receiver.Place != None)
    Facts.Calls.back().Receiver = Receiver;
}

void FactGenerator::passCallables(ArrayRef<const Expr *> Arguments,
                                  CallTimes Times, bool OnThread) {
  for (auto [I, A] : llvm::enumerate(Arguments))
    if (const FunctionDecl *Body = callableOf(A))
      passCallable(Body, A, Arguments.drop_front(I + 1), Times, OnThread);
}

void FactGenerator::deferCallables(unsigned Call, const FunctionDecl *Callee,
                                   ArrayRef<const Expr *> Arguments) {
  for (auto [I, A] : llvm::enumerate(Arguments)) {
    const FunctionDecl *Body = callableOf(A);
    if (!Body)
      continue;
    // Behind a std::function the callee's summary says how often it runs; a
    // template runs the callable that it is given under its own type.
    if (Callee && I < Callee->getNumParams() &&
        Types.isStdFunction(Callee->getParamDecl(I)->getType()))
      runCallable(Body, A, CallTimes::Deferred, false);
    else
      passCallable(Body, A, Arguments.drop_front(I + 1), CallTimes::Uncertain,
                   false);
    // Whoever is given it has the result.
    Facts.Calls.back().Otherwise = Op::Nothing;
    Facts.Calls.back().DeferredTo = Call;
    Facts.Calls.back().DeferredArgument = I;
  }
}

std::optional<ValueId> FactGenerator::visit(const CallExpr *Call,
                                            ArrayRef<const Expr *> Arguments) {
  const CXXRecordDecl *Visitor =
      Arguments.empty() ? nullptr
                        : objectType(Arguments[0])->getAsCXXRecordDecl();
  SmallVector<const FunctionDecl *, 4> Bodies;
  if (Visitor)
    bodiesOf(*Visitor, Bodies);
  if (Bodies.empty())
    return std::nullopt;
  // One of them runs, with what the variants hold.
  SmallVector<Argument, 2> Passed;
  for (const Expr *Variant : Arguments.drop_front())
    Passed.push_back(argument(Variant));
  SmallVector<ValueId, 4> Results;
  for (const FunctionDecl *Body : Bodies)
    Results.push_back(runCallable(Body, Call, CallTimes::Once, false, Passed));
  return mayMatter(Call->getType()) ? makeValue(Op::Handle, Call, Results)
                                    : None;
}

} // namespace torchleak
