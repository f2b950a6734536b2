//===- CallableFacts.cpp - Lambdas, functions and objects that are called -===//

#include "extract/FactGenerator.h"

using namespace clang;

namespace torchleak {

void FactGenerator::instancesOf(const CXXMethodDecl &CallOperator,
                                SmallVectorImpl<FunctionId> &Out) const {
  auto add = [&](const FunctionDecl *Instance) {
    if (FunctionId Id = Unit.idOf(Instance); Id != NoFunction)
      Out.push_back(Id);
  };
  if (const FunctionTemplateDecl *Generic =
          CallOperator.getDescribedFunctionTemplate())
    llvm::for_each(Generic->specializations(), add);
  else
    add(&CallOperator);
}

FunctionId FactGenerator::bodyOf(const CXXMethodDecl &CallOperator) const {
  // What it does for one type need not be what it does for another.
  SmallVector<FunctionId, 2> Instances;
  instancesOf(CallOperator, Instances);
  return Instances.size() == 1 ? Instances.front() : NoFunction;
}

bool FactGenerator::isUnknownCallable(const Expr *E) {
  QualType T = E->getType().getNonReferenceType();
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  bool IsCallable =
      T->isMemberPointerType() || T->isFunctionType() ||
      T->isFunctionPointerType() || Types.isStdFunction(T) ||
      (Record && (Record->isLambda() || Types.wrapsCallable(*Record)));
  return IsCallable && callableOf(E) == NoFunction;
}

FunctionId FactGenerator::callableOf(const Expr *E) {
  E = ignoreWrappers(E);
  if (const auto *L = dyn_cast<LambdaExpr>(E))
    return bodyOf(*L->getCallOperator());
  if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
    auto It = Callables.find(Name->getDecl());
    if (It != Callables.end())
      return It->second;
    if (const auto *F = dyn_cast<FunctionDecl>(Name->getDecl()))
      return Unit.idOf(F);
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
  return NoFunction;
}

void FactGenerator::bodiesOf(const CXXRecordDecl &Callable,
                             SmallVectorImpl<FunctionId> &Out) const {
  if (const CXXMethodDecl *Operator =
          Callable.isLambda() ? Callable.getLambdaCallOperator() : nullptr)
    return instancesOf(*Operator, Out);
  // `template <class... F> struct overloaded : F... {};`
  if (Callable.hasDefinition())
    for (const CXXBaseSpecifier &Base : Callable.bases())
      if (const CXXRecordDecl *Part = Base.getType()->getAsCXXRecordDecl())
        bodiesOf(*Part, Out);
}

ValueId FactGenerator::runCallable(FunctionId Body, const Expr *At,
                                   CallTimes Times, bool OnThread,
                                   ArrayRef<Argument> Arguments) {
  CallFact Fact;
  Fact.Targets.push_back(Unit.facts().Functions[Body]->Entity);
  Fact.Loc = Unit.spot(At->getExprLoc());
  Fact.Name = Unit.facts().Functions[Body]->Name;
  Fact.Times = Times;
  Fact.OnThread = OnThread;
  Fact.Receiver.Place = Unit.facts().ThisPlace;
  Fact.Arguments.append(Arguments.begin(), Arguments.end());
  return addCall(std::move(Fact), makeValue(Op::Call, At));
}

void FactGenerator::passCallable(FunctionId Body, const Expr *Callable,
                                 ArrayRef<const Expr *> Rest, CallTimes Times,
                                 bool OnThread) {
  const FunctionFacts &Runs = *Unit.facts().Functions[Body];
  const bool IsMethod = isa<CXXMethodDecl>(Unit.declOf(Runs.Entity));
  // std::thread(&Worker::run, &worker): the object follows the method.
  SmallVector<Argument, 2> Passed;
  Argument Receiver;
  if (!Runs.IsLambda)
    for (const Expr *A : Rest)
      Passed.push_back(argument(A));
  if (!Runs.IsLambda && IsMethod && !Passed.empty()) {
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
    if (FunctionId Body = callableOf(A); Body != NoFunction)
      passCallable(Body, A, Arguments.drop_front(I + 1), Times, OnThread);
}

void FactGenerator::deferCallables(unsigned Call, const FunctionDecl *Callee,
                                   ArrayRef<const Expr *> Arguments) {
  for (auto [I, A] : llvm::enumerate(Arguments)) {
    FunctionId Body = callableOf(A);
    if (Body == NoFunction)
      continue;
    // Behind a std::function the callee's summary says how often it runs; a
    // template runs the callable that it is given under its own type.
    if (Callee && I < Callee->getNumParams() &&
        Types.isStdFunction(Callee->getParamDecl(I)->getType()))
      runCallable(Body, A, CallTimes::Deferred, false);
    else
      passCallable(Body, A, Arguments.drop_front(I + 1), CallTimes::Uncertain,
                   false);
    Facts.Calls.back().DeferredTo = Call;
    Facts.Calls.back().DeferredArgument = I;
  }
}

std::optional<ValueId> FactGenerator::visit(const CallExpr *Call,
                                            ArrayRef<const Expr *> Arguments) {
  const CXXRecordDecl *Visitor =
      Arguments.empty() ? nullptr
                        : objectType(Arguments[0])->getAsCXXRecordDecl();
  SmallVector<FunctionId, 4> Bodies;
  if (Visitor)
    bodiesOf(*Visitor, Bodies);
  if (Bodies.empty())
    return std::nullopt;
  // One of them runs, with what the variants hold.
  SmallVector<Argument, 2> Passed;
  for (const Expr *Variant : Arguments.drop_front())
    Passed.push_back(argument(Variant));
  SmallVector<ValueId, 4> Results;
  for (FunctionId Body : Bodies)
    Results.push_back(runCallable(Body, Call, CallTimes::Once, false, Passed));
  return mayMatter(Call->getType()) ? makeValue(Op::Handle, Call, Results)
                                    : None;
}

} // namespace torchleak
