//===- LibraryFacts.cpp - Calls into the standard library -----------------===//

#include "extract/FactGenerator.h"
#include "model/Operators.h"
#include "model/StdModel.h"

using namespace clang;

namespace torchleak {

std::optional<ValueId>
FactGenerator::containerCall(const CallExpr *Call, llvm::StringRef Name,
                             const Expr *Object,
                             ArrayRef<const Expr *> Arguments) {
  ContainerMethod Method = classifyContainerMethod(Name);
  Ref Target = refOf(Object);
  // `registry().push_back(x)`: the object is what the call refers to.
  if (!Target && Method != ContainerMethod::None &&
      Method != ContainerMethod::Query)
    if (ValueId Referred = valueOf(Object))
      Target.Place =
          Unit.temporary(Id, Referred, objectType(Object), Call->getExprLoc());
  switch (Method) {
  case ContainerMethod::Insert:
  case ContainerMethod::InsertKeyed: {
    SmallVector<ValueId, 4> Added;
    bool Emplaces = Name.contains("emplace");
    const CXXRecordDecl *Element = nullptr;
    // emplace_back(args...) makes an element of the container's first type
    // argument.
    if (Emplaces)
      if (const auto *Spec = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
              objectType(Object).getNonReferenceType()->getAsCXXRecordDecl()))
        if (Spec->getTemplateArgs().size() &&
            Spec->getTemplateArgs()[0].getKind() == TemplateArgument::Type)
          Element =
              Spec->getTemplateArgs()[0].getAsType()->getAsCXXRecordDecl();
    bool OwnElement = Element && !Types.isLibraryCode(Element->getLocation()) &&
                      Element->hasDefinition() && !Element->isLambda();
    bool OneOfItself =
        Arguments.size() == 1 &&
        Arguments[0]->getType().getNonReferenceType()->getAsCXXRecordDecl() ==
            Element;
    if (OwnElement && !OneOfItself &&
        !Types.isKeyedContainer(objectType(Object)))
      Added.push_back(newObject(Element, Call, nullptr, Arguments));
    else if (Element && Arguments.size() > 1 &&
             Arguments.size() ==
                 Types.tupleSize(Context.getCanonicalTagType(Element)))
      Added.push_back(tuple(Call, Arguments));
    else if (!Emplaces || !Element ||
             classifyStdCallableUse(Element->getIdentifier()
                                        ? Element->getName()
                                        : "") != CallableUse::Thread)
      for (const Expr *A : Arguments)
        if (mayMatter(A->getType()))
          Added.push_back(valueOf(A));
    passCallables(Arguments,
                  Emplaces && Element && Element->getIdentifier() &&
                          classifyStdCallableUse(Element->getName()) ==
                              CallableUse::Thread
                      ? CallTimes::Once
                      : CallTimes::Stored,
                  Emplaces);
    if (!Target)
      return None;
    Target.Element = true;
    Target.Keys = KeyDomain::Open;
    if (Types.isKeyedContainer(objectType(Object)) && !Arguments.empty()) {
      // map.insert({key, value}) and map.emplace(key, value).
      const Expr *Key = ignoreWrappers(Arguments[0]);
      if (const auto *List = dyn_cast<InitListExpr>(Key);
          List && List->getNumInits())
        Key = List->getInit(0);
      else if (const auto *Pair = dyn_cast<CXXConstructExpr>(Key);
               Pair && Pair->getNumArgs() == 2)
        Key = Pair->getArg(0);
      Target.Keys = Types.isMultiContainer(objectType(Object)) ? KeyDomain::Open
                                                               : keyDomain(Key);
      noteKey(Target, Key);
    }
    ValueId V =
        Added.size() == 1 ? Added.front() : makeValue(Op::Handle, Call, Added);
    const Expr *Written = Arguments.empty() ? nullptr : Arguments.back();
    store(fact::Store::Insert, Target, V, Call->getExprLoc(),
          Written &&
                  (Arguments.size() == 1 || Types.isTensor(Written->getType()))
              ? Written
              : nullptr);
    // The iterator or reference that comes back is an element.
    return load(Target, Call->getExprLoc());
  }
  case ContainerMethod::Release: {
    SmallVector<ValueId, 2> Values;
    for (const Expr *A : Arguments) {
      if (Name == "swap")
        if (Ref Other = refOf(A))
          release(Other, Call->getExprLoc(), true);
      if (mayMatter(A->getType()))
        Values.push_back(valueOf(A));
    }
    ValueId Content = Target ? load(Target, Call->getExprLoc()) : None;
    if (Target)
      release(Target, Call->getExprLoc(), true).Partial = releasesSome(Name);
    // resize(n, value) and assign(n, value) leave a bounded content.
    if (Target && !Values.empty() && (Name == "resize" || Name == "assign"))
      store(fact::Store::Element, Ref::element(Target.Place, KeyDomain::Closed),
            makeValue(Op::Handle, Call, Values), Call->getExprLoc());
    return Content;
  }
  case ContainerMethod::Element:
    if (!mayMatter(Call->getType()))
      return None;
    if (Target)
      return load(Target, Call->getExprLoc());
    return makeValue(Op::Handle, Call, valueOf(Object));
  case ContainerMethod::Query:
    return None;
  case ContainerMethod::None:
    return std::nullopt;
  }
  return std::nullopt;
}

const Expr *FactGenerator::backInserterTarget(const Expr *E) const {
  const auto *Call = dyn_cast<CallExpr>(ignoreWrappers(E));
  const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
  if (!F || !F->isInStdNamespace() || !F->getIdentifier() ||
      Call->getNumArgs() == 0)
    return nullptr;
  llvm::StringRef Name = F->getName();
  if (Name == "back_inserter" || Name == "front_inserter" || Name == "inserter")
    return Call->getArg(0);
  return nullptr;
}

llvm::StringRef FactGenerator::rangesAlgorithm(const Expr *Object) const {
  const auto *Name =
      dyn_cast_or_null<DeclRefExpr>(Object ? ignoreWrappers(Object) : nullptr);
  const auto *V = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
  const CXXRecordDecl *Record =
      V ? V->getType()->getAsCXXRecordDecl() : nullptr;
  const auto *Ranges =
      Record ? dyn_cast<NamespaceDecl>(Record->getEnclosingNamespaceContext())
             : nullptr;
  return Ranges && Ranges->getName() == "ranges" &&
                 Ranges->getParent()->isStdNamespace() && V->getIdentifier()
             ? V->getName()
             : llvm::StringRef();
}

const Expr *FactGenerator::rangeOf(const Expr *Iterator, bool End) {
  const auto *Call = dyn_cast<CallExpr>(ignoreWrappers(Iterator));
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || !Callee->getIdentifier())
    return nullptr;
  llvm::StringRef Name = Callee->getName();
  if (Name.size() > 3 && (Name[0] == 'c' || Name[0] == 'r'))
    Name = Name.drop_front();
  if (Name != (End ? "end" : "begin"))
    return nullptr;
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Member->getImplicitObjectArgument();
  return Call->getNumArgs() == 1 ? Call->getArg(0) : nullptr;
}

bool FactGenerator::isWholeRange(const Expr *First, const Expr *Last) {
  const Expr *From = rangeOf(First, /*End=*/false);
  const Expr *To = rangeOf(Last, /*End=*/true);
  Ref Range = From && To ? refOf(From) : Ref();
  return Range && !Range.Element && refOf(To).Place == Range.Place;
}

SmallVector<Argument, 2>
FactGenerator::elementArguments(llvm::StringRef Name,
                                ArrayRef<const Expr *> Arguments) {
  SmallVector<Argument, 2> Result;
  // The first of a range stands for all; the other range, if there is one.
  for (unsigned I = 0; I < Arguments.size() && Result.size() < 2; ++I)
    if (Ref R = refOf(Arguments[I]); R && R.Element) {
      Result.push_back(argument(Arguments[I]));
      ++I; // Its end.
    } else if (Types.isContainer(Arguments[I]->getType())) {
      Result.push_back(argument(Arguments[I])); // std::ranges
      Result.back().Element = true;
    }
  if (Result.empty())
    return Result;
  if (Name == "accumulate" && Arguments.size() > 2)
    return {argument(Arguments[2]), Result.front()};
  // Two of the same, for a comparison.
  if (Name != "transform" || Arguments.size() < 5)
    Result = {Result.front(), Result.front()};
  return Result;
}

SmallVector<Argument, 4>
FactGenerator::appliedArguments(FunctionId Body, llvm::StringRef Name,
                                ArrayRef<const Expr *> Arguments) {
  SmallVector<Argument, 4> Passed;
  if (Name == "invoke")
    for (const Expr *A : Arguments.drop_front())
      Passed.push_back(argument(A));
  if (Name != "apply" || Arguments.size() != 2)
    return Passed;
  // std::apply(f, tuple): its elements, which in an array are not told apart.
  const auto *Callee =
      cast<FunctionDecl>(Unit.declOf(Unit.facts().Functions[Body]->Entity));
  Argument Whole = argument(Arguments[1]);
  for (const ParmVarDecl *Parameter : Callee->parameters()) {
    const unsigned Index = Passed.size();
    Argument &Part = Passed.emplace_back();
    if (!mayMatter(Parameter->getType()))
      continue;
    if (!Types.isTupleLike(Arguments[1]->getType())) {
      Part = Whole;
      Part.Element = true;
      continue;
    }
    Part.Value = makeValue(Op::Field, Arguments[1], Whole.Value);
    value(Part.Value).Keys.push_back(tupleElement(Index));
    if (Whole.Place == None || Whole.Element)
      continue;
    Part.Place = Unit.tupleElementOf(
        Whole.Place, Index, Parameter->getType().getNonReferenceType());
    Part.Root = Whole.Root;
  }
  return Passed;
}

/// The operator that std::plus and the like stand for.
static llvm::StringRef operatorOfFunctor(QualType T) {
  const CXXRecordDecl *Record = T.getNonReferenceType()->getAsCXXRecordDecl();
  return Record && Record->isInStdNamespace() && Record->getIdentifier()
             ? functorOperator(Record->getName())
             : llvm::StringRef();
}

std::optional<ValueId>
FactGenerator::libraryCall(const CallExpr *Call, const FunctionDecl *Callee,
                           llvm::StringRef Name, const Expr *Object,
                           ArrayRef<const Expr *> Arguments) {
  if (!Types.isLibraryCode(Callee->getLocation()))
    return std::nullopt;
  // The call operator of std::ranges::transform, told by rangesAlgorithm().
  bool Ranges =
      !Object && isa<CXXOperatorCallExpr>(Call) && isa<CXXMethodDecl>(Callee);
  bool Std = Callee->isInStdNamespace() || Ranges;
  SourceLocation Loc = Call->getExprLoc();

  if (Object) {
    // Smart pointers, optionals, iterators, tuples, function objects.
    ContainerMethod Method = classifyContainerMethod(Name);
    Ref Target = refOf(Object);
    passCallables(Arguments, CallTimes::Stored, false);
    if ((Name == "reset" || Name == "operator=" || Name == "emplace") &&
        Target && !Types.isTensor(objectType(Object))) {
      SmallVector<ValueId, 2> Values;
      for (const Expr *A : Arguments)
        if (mayMatter(A->getType()))
          Values.push_back(valueOf(A));
      if (Arguments.empty())
        release(Target, Loc);
      store(fact::Store::Assign, Target, makeValue(Op::Handle, Call, Values),
            Loc);
      return None;
    }
    if (Method == ContainerMethod::Release && Target) {
      ValueId Content = load(Target, Loc);
      release(Target, Loc);
      return Content;
    }
    if (Method == ContainerMethod::Query || !mayMatter(Call->getType()))
      return None;
    // std::plus<>{}(x, y)
    if (llvm::StringRef Operator = operatorOfFunctor(objectType(Object));
        !Operator.empty() && Name == "operator()") {
      SmallVector<ValueId, 2> Operands;
      for (const Expr *A : Arguments)
        Operands.push_back(valueOf(A));
      ValueId V = makeValue(Op::Differentiable, Call, Operands);
      value(V).Name = Operator.str();
      value(V).Blends = blendsOperands(Operator);
      return V;
    }
    if (Ref Result = refOf(Call))
      return isOneOfParameters(Result, Call) ? oneOfParameters(Result, Call)
                                             : load(Result, Loc);
    if (Types.isStdFunction(objectType(Object)))
      return makeValue(Op::Unknown, Call);
    // weak_ptr::lock, future::get, anything else that hands out what it has.
    SmallVector<ValueId, 2> Operands;
    if (Name != "lock" && mayMatter(objectType(Object)))
      Operands.push_back(valueOf(Object));
    return makeValue(Op::Handle, Call, Operands);
  }

  // std::move(first, last, out) is an algorithm.
  if (returnsItsArgument(Name) && Arguments.size() == 1) {
    ValueId V = valueOf(Arguments[0]);
    if (Name == "move" && Std)
      if (Ref Source = refOf(Arguments[0]);
          Source && Unit.facts().Places[Source.Place].Container)
        release(Source, Loc);
    return V;
  }
  if ((Name == "make_shared" || Name == "make_unique" ||
       Name == "make_intrusive") &&
      Callee->getTemplateSpecializationArgs()) {
    const TemplateArgument &Made =
        Callee->getTemplateSpecializationArgs()->get(0);
    const CXXRecordDecl *Record = Made.getKind() == TemplateArgument::Type
                                      ? Made.getAsType()->getAsCXXRecordDecl()
                                      : nullptr;
    if (Record && !Types.isLibraryCode(Record->getLocation()))
      return newObject(Record, Call, nullptr, Arguments);
    passCallables(Arguments, CallTimes::Stored, false);
    SmallVector<ValueId, 4> Operands;
    for (const Expr *A : Arguments)
      if (mayMatter(A->getType()))
        Operands.push_back(valueOf(A));
    return makeValue(Op::NewObject, Call, Operands);
  }
  if (Std && (Name == "make_pair" || Name == "make_tuple" || Name == "tie" ||
              Name == "forward_as_tuple"))
    return tuple(Call, Arguments);
  if (Std && Name == "get" && Arguments.size() == 1) {
    if (Ref R = refOf(Call))
      return load(R, Loc);
    const auto *Args = Callee->getTemplateSpecializationArgs();
    if (Args && Args->size() &&
        Args->get(0).getKind() == TemplateArgument::Integral) {
      ValueId V = makeValue(Op::Field, Call, valueOf(Arguments[0]));
      value(V).Keys.push_back(
          tupleElement(Args->get(0).getAsIntegral().getZExtValue()));
      return V;
    }
  }
  if (!Std)
    return std::nullopt;
  if (Name == "swap" && Arguments.size() == 2) {
    for (const Expr *A : Arguments)
      if (Ref R = refOf(A); R && mayMatter(A->getType()))
        release(R, Loc);
    return None;
  }
  if (Name == "exchange" && Arguments.size() == 2) {
    Ref Target = refOf(Arguments[0]);
    if (!Target || !mayMatter(Arguments[0]->getType()))
      return None;
    ValueId Old = load(Target, Loc);
    ValueId New = valueOf(Arguments[1]);
    release(Target, Loc);
    store(fact::Store::Assign, Target,
          New != None ? New : makeValue(Op::Nothing, Call), Loc);
    return Old;
  }

  // Algorithms: what the callable makes, or the elements, go to an inserter.
  CallableUse Use = classifyStdCallableUse(Name);
  if (FunctionId Body =
          Arguments.empty() ? NoFunction : callableOf(Arguments[0]);
      Body != NoFunction && Unit.facts().Functions[Body]->IsLambda &&
      (Name == "invoke" || Name == "apply"))
    return runCallable(Body, Call, CallTimes::Once, false,
                       appliedArguments(Body, Name, Arguments));
  if (Name == "visit")
    if (std::optional<ValueId> Result = visit(Call, Arguments))
      return Result;
  ValueId Produced = None;
  for (const Expr *A : Arguments)
    if (FunctionId Body = callableOf(A);
        Body != NoFunction && Use == CallableUse::PerElement) {
      ValueId Result = runCallable(Body, A, CallTimes::PerElement, false,
                                   elementArguments(Name, Arguments));
      if (makesElements(Name))
        Produced = Result;
    } else if (isUnknownCallable(A) &&
               (Use == CallableUse::PerElement || Use == CallableUse::Once)) {
      // What it does with what it is given, nobody knows.
      SmallVector<ValueId, 4> Given;
      for (const Expr *Other : Arguments)
        if (Other != A && mayMatter(Other->getType()))
          Given.push_back(valueOf(Other));
      Produced = makeValue(Op::Unknown, Call, Given);
    }
  if (Use == CallableUse::Once) {
    size_t Before = Facts.Calls.size();
    passCallables(Arguments, CallTimes::Once, false);
    for (CallFact &Run : llvm::drop_begin(Facts.Calls, Before))
      Run.FirstTimeOnly = runsFirstTimeOnly(Name);
  }
  if (Use == CallableUse::Thread) {
    size_t Before = Facts.Calls.size();
    passCallables(Arguments, CallTimes::Once, true);
    // The future hands out what the callable returns.
    if (Name == "async" && Facts.Calls.size() != Before &&
        mayMatter(Call->getType()))
      return Facts.Calls.back().Result;
  } else if (Use == CallableUse::Unknown)
    passCallables(Arguments, CallTimes::Stored, false);
  SmallVector<ValueId, 4> Elements;
  const Expr *Sink = nullptr;
  for (const Expr *A : Arguments) {
    if (const Expr *Target = backInserterTarget(A))
      Sink = Target;
    else if (mayMatter(A->getType()) && callableOf(A) == NoFunction)
      Elements.push_back(valueOf(A));
  }
  if (Sink) {
    ValueId V =
        Produced != None ? Produced : makeValue(Op::Handle, Call, Elements);
    if (Ref Target = refOf(Sink))
      store(fact::Store::Insert, Ref::element(Target.Place, KeyDomain::Open), V,
            Loc);
    return None;
  }
  // `transform(v.begin(), v.end(), v.begin(), f)`: over what is there; a range
  // is one argument instead of two.
  const bool IsRange = Ranges && !Arguments.empty() &&
                       Types.isContainer(objectType(Arguments[0]));
  auto Over = overwrittenArgument(Name, Arguments.size() + IsRange);
  if (Over && IsRange && *Over)
    --*Over;
  if (Over && (!Ranges || IsRange))
    if (Ref Out = refOf(Arguments[*Over]); Out && Out.Element) {
      ValueId V = Produced;
      if (V == None)
        V = valueOf(Name.starts_with("fill") ? Arguments.back() : Arguments[0]);
      if (V != None)
        store(fact::Store::Element, Out, V, Loc).All =
            !Name.ends_with("_if") && !Name.ends_with("_n") &&
            rangeOf(Arguments[*Over], /*End=*/false) &&
            (IsRange || isWholeRange(Arguments[0], Arguments[1])) &&
            refOf(Arguments[0]).Place == Out.Place;
    }
  if (!mayMatter(Call->getType()))
    return None;
  if (Use == CallableUse::Thread || Use == CallableUse::Once)
    return Produced != None ? Produced : makeValue(Op::Unknown, Call);
  return makeValue(Op::Handle, Call, Elements);
}

} // namespace torchleak
