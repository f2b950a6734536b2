//===- CallFacts.cpp - Calls: who is called, and with what ----------------===//

#include "extract/FactGenerator.h"
#include "model/operators/Operators.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

Argument FactGenerator::argument(const Expr *E, bool WithKey) {
  Argument A;
  if (!E)
    return A;
  if (isa<CXXDefaultArgExpr>(E) || !mayMatter(E->getType())) {
    if (!WithKey)
      return A;
    A.Key = Keys.of(E);
    A.FieldKeys = Keys.fieldsOf(E);
    A.Number = numberOf(E);
    A.Flag = flagOf(E);
    return A;
  }
  if (Ref R = refOf(E)) {
    A.Place = R.Place;
    A.Element = R.Element;
    A.EachOfLoop = isEachOfLoop(R);
    A.Root = rootValue(R.Place, E->getExprLoc(), true);
  }
  A.Value = valueOf(E);
  if (WithKey) {
    A.Key = Keys.of(E);
    A.FieldKeys = Keys.fieldsOf(E);
  }
  return A;
}

Passing FactGenerator::passingOf(QualType Parameter) const {
  // Nothing says how: it may be changed.
  if (Parameter.isNull())
    return Passing::Reference;
  if (Parameter->isRValueReferenceType())
    return Passing::RValue;
  if (Parameter->isReferenceType() || Parameter->isPointerType())
    return Parameter->getPointeeType().isConstQualified()
               ? Passing::ConstReference
               : Passing::Reference;
  return Types.isPointerLike(Parameter) ? Passing::Handle : Passing::Value;
}

void FactGenerator::passArguments(CallFact &Fact, const FunctionDecl *Callee,
                                  ArrayRef<const Expr *> Arguments) {
  // Only what a body does with a key is of interest.
  const bool WithKeys =
      Fact.How == Dispatch::Indirect || (Callee && Unit.mayHaveBody(Callee));
  for (auto [I, E] : llvm::enumerate(Arguments)) {
    Argument &A = Fact.Arguments.emplace_back(argument(E, WithKeys));
    A.Matters = mayMatter(E->getType());
    A.By = passingOf(Callee && I < Callee->getNumParams()
                         ? Callee->getParamDecl(I)->getType()
                         : QualType());
  }
}

void FactGenerator::passReceiver(CallFact &Fact, const FunctionDecl *Callee,
                                 const Expr *Object) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  Argument &A = Fact.Receiver;
  A = argument(Object);
  A.Matters = mayMatter(Object->getType());
  A.By = Method && Method->isConst() ? Passing::ConstReference
                                     : Passing::Reference;
  if (!mayMatter(objectType(Object)) || (Callee && isLambda(Callee)))
    if (Ref R = refOf(Object))
      A.Place = R.Place;
  // `Trainer().run()`: an object without a name.
  if (const Value &V = value(A.Value);
      A.Place == None && V.Kind == Op::NewObject)
    A.Place = V.Call != ~0u ? Facts.Calls[V.Call].Receiver.Place
                            : Unit.temporary(Id, A.Value, objectType(Object),
                                             Object->getExprLoc());
}

std::string FactGenerator::nameOf(const FunctionDecl *F) {
  return isLambda(F) ? "lambda" : F->getNameAsString();
}

ValueId FactGenerator::call(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  const Expr *Object = CallModel::objectOf(Call);
  ArrayRef<const Expr *> Arguments = CallModel::argumentsOf(Call);
  // What a pointer to a function leads to.
  if (!Callee)
    return callOf(Call, {}, Object, Arguments);
  const CallEffects Model = Calls.lookup(Call);
  // What the user says of a function goes before what its body does.
  if (Model.does(Effect::ReleasesArguments)) {
    for (const Expr *Target : llvm::concat<const Expr *const>(
             ArrayRef<const Expr *>(Object), ArrayRef<const Expr *>(Arguments)))
      if (Ref R = refOf(Target))
        release(R, Call->getExprLoc());
    return None;
  }
  if (Model.does(Effect::KeepsArguments))
    return keepArguments(Call, Callee, Arguments);
  if (Unit.mayHaveBody(Callee)) {
    if (Model.does(Effect::RunsModule))
      return forward(Call, Types.moduleOf(objectType(Object)), Object,
                     Arguments);
    return callOf(Call, Callee, Object, Arguments);
  }

  // A local callable: `auto step = [&] {...}; step(x)` is a direct call
  // already; a std::function that was made from a lambda here is one too.
  if (Object && Types.isStdFunction(objectType(Object)) &&
      Callee->getOverloadedOperator() == OO_Call) {
    if (const FunctionDecl *Body = callableOf(Object)) {
      SmallVector<torchleak::Argument, 4> Passed;
      for (const Expr *A : Arguments)
        Passed.push_back(argument(A));
      return runCallable(Body, Call, CallTimes::Once, false, Passed);
    }
    if (ValueId Result = indirectCall(Call, Callee, Object, Arguments))
      return Result;
  }

  if (ownedGuardCall(Call, Object, Arguments))
    return None;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    if (Operator->getOperator() == OO_Equal && Call->getNumArgs() == 2)
      return assign(Call->getArg(0), Call->getArg(1), Call);
  }
  if (Model.OfRanges)
    if (auto V = libraryCall(Call, Callee, nullptr, Arguments))
      return *V;
  if (Model.On == Receiver::Container)
    if (auto V = containerCall(Call, Object, Arguments))
      return *V;
  if (auto V = torchCall(Call, Object, Arguments))
    return *V;
  if (auto V = libraryCall(Call, Callee, Object, Arguments))
    return *V;
  // Of what is left of a library, only what something may become of.
  auto matters = [&](const Expr *E) {
    return mayMatter(E->getType()) || callableOf(E);
  };
  if (!mayMatter(Call->getType()) && llvm::none_of(Arguments, matters) &&
      !(Object && mayMatter(Object->getType())))
    return None;
  return callOf(Call, Callee, Object, Arguments);
}

ValueId FactGenerator::keepArguments(const CallExpr *Call,
                                     const FunctionDecl *Callee,
                                     ArrayRef<const Expr *> Arguments) {
  // Kept for good: an insertion into a container that nothing releases.
  for (const Expr *A : Arguments)
    if (Types.holdsTensors(A->getType())) {
      PlaceId Home = Unit.placeOf(Callee, NoFunction);
      Place &P = Unit.facts().Places[Home];
      P.Kind = PlaceKind::Global;
      P.Container = P.HoldsTensors = P.KeepFunction = true;
      store(fact::Store::Insert, Ref::element(Home, fact::Store::Always),
            valueOf(A), Call->getExprLoc(), A);
    }
  return None;
}

ValueId FactGenerator::indirectCall(const CallExpr *Call,
                                    const FunctionDecl *Callee,
                                    const Expr *Object,
                                    ArrayRef<const Expr *> Arguments) {
  // Which body runs, only the whole program may tell.
  CallFact Fact;
  Fact.Loc = Unit.spot(Call->getExprLoc());
  Fact.How = Dispatch::Indirect;
  Fact.Targets.push_back(Unit.signatureOf(Callee));
  passArguments(Fact, Callee, Arguments);
  Ref Callable = refOf(Object);
  const unsigned Index = Facts.Calls.size();
  emit(fact::IndirectCall{Callable.Place, Index}, Fact.Loc);
  Facts.Calls.push_back(std::move(Fact));
  if (!mayMatter(Call->getType()))
    return None;
  passCallables(Arguments, CallTimes::Stored, false);
  ValueId Result = makeValue(Op::Call, Call);
  value(Result).Call = Index;
  Facts.Calls[Index].Result = Result;
  return Result;
}

ValueId FactGenerator::callOf(const CallExpr *Call,
                              ArrayRef<const FunctionDecl *> Targets,
                              const Expr *Object,
                              ArrayRef<const Expr *> Arguments) {
  const FunctionDecl *Callee = Targets.empty() ? nullptr : Targets.front();
  CallFact Fact;
  for (const FunctionDecl *Target : Targets)
    Fact.Targets.push_back(Unit.entity(Target));
  if (llvm::any_of(Targets, isVirtual))
    Fact.How = Dispatch::Virtual;
  Fact.Loc = Unit.spot(Call->getExprLoc());
  Fact.Otherwise = mayMatter(Call->getType()) ? Op::Unknown : Op::Nothing;
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
  if (Callee)
    Fact.Name = nameOf(Callee);
  if (Object) {
    passReceiver(Fact, Callee, Object);
    // A module of the user may be frozen or not trainable at all; its forward
    // is followed into its body, and this says what it is when the body is
    // opaque.
    const CXXRecordDecl *Module = Types.moduleOf(objectType(Object));
    Fact.ModuleForward = Module && Types.isModule(Module) && Method &&
                         Types.isModule(Method->getParent()) &&
                         Types.isForward(Fact.Name);
  }
  passArguments(Fact, Callee, Arguments);
  ValueId Result = addCall(std::move(Fact), makeValue(Op::Call, Call));
  deferCallables(value(Result).Call, Callee, Arguments);
  return Result;
}

ValueId FactGenerator::addCall(CallFact Fact, ValueId Result) {
  value(Result).Call = Facts.Calls.size();
  value(Result).Name = Fact.Name;
  Fact.Result = Result;
  emit(fact::Call{unsigned(Facts.Calls.size()), Result}, Fact.Loc);
  Facts.Calls.push_back(std::move(Fact));
  return Result;
}

void FactGenerator::assignParts(const CallExpr *Tie, ValueId V,
                                const Expr *Whole) {
  for (unsigned I = 0; I != Tie->getNumArgs(); ++I) {
    const Expr *Target = Tie->getArg(I);
    if (!mayMatter(Target->getType()))
      continue;
    ValueId Part = makeValue(Op::Field, Whole, V);
    value(Part).Keys.push_back(tupleElement(I));
    const auto *Inner = dyn_cast<CallExpr>(ignoreWrappers(Target));
    if (Inner && Calls.lookup(Inner).does(Effect::Ties))
      assignParts(Inner, Part, Whole);
    else if (Ref R = refOf(Target))
      store(fact::Store::Assign, R, Part, Whole->getExprLoc());
  }
}

ValueId FactGenerator::assign(const Expr *Left, const Expr *Right,
                              const Expr *Whole) {
  if (!mayMatter(Left->getType()) &&
      (!mayMatter(Right->getType()) || Types.isWeakPointer(Left->getType())))
    return None;
  const Expr *Target = ignoreWrappers(Left);
  // std::tie(a, b) = f();
  if (const auto *Tie = dyn_cast<CallExpr>(Target)) {
    if (Calls.lookup(Tie).does(Effect::Ties)) {
      ValueId V = valueOf(Right);
      assignParts(Tie, V, Whole);
      return V;
    }
    // t[i] = y writes into the tensor t: its history grows by y's.
    if (Types.isTensor(Left->getType())) {
      bool Part = false;
      Ref R = tensorRef(Tie, Part);
      if (R && Part) {
        ValueId Old = load(R, Whole->getExprLoc());
        ValueId Written =
            makeValue(Op::Differentiable, Whole, {valueOf(Right), Old});
        value(Written).Name = "indexed assignment";
        value(Written).InPlace = value(Written).WritesPart = true;
        store(fact::Store::Assign, R, Written, Whole->getExprLoc(), Right);
        return Written;
      }
    }
  }
  ValueId V = valueOf(Right);
  if (const FunctionDecl *Body = callableOf(Right))
    if (Types.isStdFunction(Left->getType())) {
      // Kept in a callable: runs whenever its owner likes.
      runCallable(Body, Whole, CallTimes::Stored, false);
      if (const auto *Name = dyn_cast<DeclRefExpr>(Target))
        Callables[Name->getDecl()] = Body;
    }
  // An iterator that is set to another element stores nothing there.
  if (const auto *Name = dyn_cast<DeclRefExpr>(Target);
      Name && Aliases.count(Name->getDecl()) &&
      !Name->getDecl()->getType()->isReferenceType() &&
      !Types.isTensor(Left->getType()) && Types.isPointerLike(Left->getType()))
    return V;
  if (Ref R = refOf(Target)) {
    if (V != None && value(V).Frozen)
      emit(fact::Freeze{R.Place}, Whole->getExprLoc());
    store(fact::Store::Assign, R, V != None ? V : makeValue(Op::Nothing, Whole),
          Whole->getExprLoc(), Right);
  }
  return V;
}

//===----------------------------------------------------------------------===//
// Objects
//===----------------------------------------------------------------------===//

ValueId FactGenerator::construct(const CXXConstructExpr *Construct) {
  const CXXConstructorDecl *Constructor = Construct->getConstructor();
  QualType T = Construct->getType();
  const CXXRecordDecl *Record = Constructor->getParent();
  SmallVector<const Expr *, 4> Arguments(Construct->arguments());
  while (!Arguments.empty() && isa<CXXDefaultArgExpr>(Arguments.back()))
    Arguments.pop_back();

  if (Constructor->isCopyOrMoveConstructor() && !Arguments.empty())
    return valueOf(Arguments[0]);
  if (Types.guardKind(T))
    return None;
  // std::thread t(f, args...): also emplaced ones, which come as calls.
  if (Calls.ofConstructor(Record).does(Effect::RunsOnThread)) {
    passCallables(Arguments, CallTimes::Once, true);
    return None;
  }
  if (!mayMatter(T)) {
    passCallables(Arguments, CallTimes::Uncertain, false);
    if (!Types.isOptimizer(T))
      return None;
    // It knows the tensors that it is given.
    SmallVector<ValueId, 4> Known;
    for (const Expr *A : Arguments)
      if (mayMatter(A->getType()))
        Known.push_back(valueOf(A));
    return makeValue(Op::NewObject, Construct, Known);
  }
  if (Unit.mayHaveBody(Constructor))
    return newObject(Record, Construct, Constructor, Arguments);
  if (Arguments.size() == 1 && Arguments[0]->getType()->isNullPtrType())
    return makeValue(Op::Nothing, Construct);
  // ModuleHolder<Impl>(args...), also behind TORCH_MODULE's class, makes an
  // Impl.
  if (const CXXRecordDecl *Module = Types.moduleOf(T);
      Module && Module != Record && Types.isSharedOwner(T) &&
      !Record->isInStdNamespace() && !Types.isBuiltinModule(Module) &&
      !(Arguments.size() == 1 && Types.moduleOf(Arguments[0]->getType())))
    return newObject(Module, Construct, nullptr, Arguments);
  if (!Types.isLibraryCode(Record->getLocation())) {
    Unit.noteRecord(Record);
    ValueId V = makeValue(Op::NewObject, Construct);
    value(V).Record = Unit.entity(Record);
    return V;
  }
  if (Types.isTensor(T) && Arguments.empty())
    return makeValue(Op::Nothing, Construct);
  if (Arguments.size() > 1 && Arguments.size() == Types.tupleSize(T))
    return tuple(Construct, Arguments);
  SmallVector<ValueId, 4> Operands;
  for (const Expr *A : Arguments)
    if (mayMatter(A->getType()))
      Operands.push_back(valueOf(A));
  if (Types.isStdFunction(T))
    return Operands.empty() ? None : Operands.front();
  return makeValue(Op::Handle, Construct, Operands);
}

ValueId FactGenerator::newObject(const CXXRecordDecl *Record, const Expr *At,
                                 const CXXConstructorDecl *Constructor,
                                 ArrayRef<const Expr *> Arguments) {
  Record = Record->getDefinition() ? Record->getDefinition() : Record;
  // make_shared and emplace hide the constructor: take the only one that fits.
  if (!Constructor) {
    for (const CXXConstructorDecl *Candidate : Record->ctors()) {
      if (Candidate->isCopyOrMoveConstructor() ||
          Candidate->getNumParams() < Arguments.size() ||
          Candidate->getMinRequiredArguments() > Arguments.size() ||
          !Unit.mayHaveBody(Candidate))
        continue;
      if (Constructor) {
        Constructor = nullptr;
        break;
      }
      Constructor = Candidate;
    }
  }
  Unit.noteRecord(Record);
  CallFact Fact;
  passArguments(Fact, Constructor, Arguments);
  ValueId Object = makeValue(Op::NewObject, At);
  value(Object).Record = Unit.entity(Record);
  value(Object).Name = Record->getNameAsString();
  if (!Constructor) {
    // An aggregate, or one of several constructors: the object may hold them.
    for (const Argument &A : Fact.Arguments)
      if (A.Value != None)
        value(Object).Operands.push_back(A.Value);
    return Object;
  }
  Fact.Targets.push_back(Unit.entity(Constructor));
  Fact.Loc = Unit.spot(At->getExprLoc());
  Fact.Name = Record->getNameAsString();
  Fact.Constructs = true;
  Fact.Otherwise = Op::NewObject;
  Fact.Receiver.Value = Object;
  Fact.Receiver.Place = Unit.temporary(
      Id, Object, Context.getCanonicalTagType(Record), At->getExprLoc());
  addCall(std::move(Fact), Object);
  deferCallables(value(Object).Call, Constructor, Arguments);
  return Object;
}

} // namespace torchleak
