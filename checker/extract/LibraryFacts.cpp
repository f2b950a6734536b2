//===- LibraryFacts.cpp - Calls into the standard library -----------------===//

#include "extract/FactGenerator.h"
#include "model/operators/Operators.h"

using namespace clang;

namespace torchleak {

std::optional<ValueId>
FactGenerator::containerCall(const CallExpr *Call, const Expr *Object,
                             ArrayRef<const Expr *> Arguments) {
  const CallEffects Model = Calls.lookup(Call);
  if (Model.does(Effect::Asks))
    return None;
  if (!Model.does(Effect::Inserts | Effect::Drops | Effect::ReturnsElement))
    return std::nullopt;
  Ref Target = refOf(Object);
  // `registry().push_back(x)`: the object is what the call refers to.
  if (!Target)
    if (ValueId Referred = valueOf(Object))
      Target.Place =
          Unit.temporary(Id, Referred, objectType(Object), Call->getExprLoc());
  if (Model.does(Effect::Inserts)) {
    SmallVector<ValueId, 4> Added;
    bool Emplaces = Model.does(Effect::Constructs);
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
    bool StartsThread =
        Element && Calls.ofConstructor(Element).does(Effect::RunsOnThread);
    if (OwnElement && !OneOfItself &&
        !Types.isKeyedContainer(objectType(Object)))
      Added.push_back(newObject(Element, Call, nullptr, Arguments));
    else if (Element && Arguments.size() > 1 &&
             Arguments.size() ==
                 Types.tupleSize(Context.getCanonicalTagType(Element)))
      Added.push_back(tuple(Call, Arguments));
    else if (!StartsThread)
      for (const Expr *A : Arguments)
        if (mayMatter(A->getType()))
          Added.push_back(valueOf(A));
    passCallables(Arguments, StartsThread ? CallTimes::Once : CallTimes::Stored,
                  Emplaces);
    if (!Target)
      return None;
    Target.Element = true;
    Target.Adds = fact::Store::Always;
    if (Types.isKeyedContainer(objectType(Object)) && !Arguments.empty()) {
      // map.insert({key, value}) and map.emplace(key, value).
      const Expr *Key = ignoreWrappers(Arguments[0]);
      if (const auto *List = dyn_cast<InitListExpr>(Key);
          List && List->getNumInits())
        Key = List->getInit(0);
      else if (const auto *Pair = dyn_cast<CXXConstructExpr>(Key);
               Pair && Pair->getNumArgs() == 2)
        Key = Pair->getArg(0);
      noteKey(Target, Key);
      if (Types.isMultiContainer(objectType(Object)))
        Target.Adds = fact::Store::Always;
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
  if (Model.does(Effect::Drops)) {
    SmallVector<ValueId, 2> Values;
    for (const Expr *A : Arguments) {
      if (Model.does(Effect::DropsOther))
        if (Ref Other = refOf(A))
          release(Other, Call->getExprLoc(), true);
      if (mayMatter(A->getType()))
        Values.push_back(valueOf(A));
    }
    ValueId Content = Target ? load(Target, Call->getExprLoc()) : None;
    if (Target)
      release(Target, Call->getExprLoc(), true).Partial =
          Model.does(Effect::Partly);
    // resize(n, value) and assign(n, value) leave a bounded content.
    if (Target && !Values.empty() && Model.does(Effect::Refills))
      store(fact::Store::Element,
            Ref::element(Target.Place, fact::Store::Nothing),
            makeValue(Op::Handle, Call, Values), Call->getExprLoc());
    return Content;
  }
  if (!mayMatter(Call->getType()))
    return None;
  if (Target)
    return load(Target, Call->getExprLoc());
  return makeValue(Op::Handle, Call, valueOf(Object));
}

const Expr *FactGenerator::backInserterTarget(const Expr *E) const {
  const auto *Call = dyn_cast<CallExpr>(ignoreWrappers(E));
  return Call && Calls.lookup(Call).does(Effect::MakesInserter)
             ? Call->getArg(0)
             : nullptr;
}

const Expr *FactGenerator::rangeOf(const Expr *Iterator, bool End) const {
  const auto *Call = dyn_cast<CallExpr>(ignoreWrappers(Iterator));
  if (!Call ||
      !Calls.lookup(Call).does(End ? Effect::EndsRange : Effect::BeginsRange))
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
FactGenerator::elementArguments(const CallEffects &Model,
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
  if (Model.does(Effect::Folds))
    return {argument(Arguments[2]), Result.front()};
  // Two of the same, for a comparison.
  if (!Model.does(Effect::PairsRanges))
    Result = {Result.front(), Result.front()};
  return Result;
}

SmallVector<Argument, 4>
FactGenerator::appliedArguments(const FunctionDecl *Body,
                                const CallEffects &Model,
                                ArrayRef<const Expr *> Arguments) {
  SmallVector<Argument, 4> Passed;
  if (Model.does(Effect::GivesRest))
    for (const Expr *A : Arguments.drop_front())
      Passed.push_back(argument(A));
  if (!Model.does(Effect::GivesParts))
    return Passed;
  // std::apply(f, tuple): its elements, which in an array are not told apart.
  Argument Whole = argument(Arguments[1]);
  for (const ParmVarDecl *Parameter : Body->parameters()) {
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

std::optional<unsigned>
FactGenerator::overwrittenArgument(const CallEffects &Model, unsigned Count,
                                   bool IsRange) {
  if (!Model.does(Effect::Overwrites))
    return std::nullopt;
  // After a range or a value, which are three arguments at least; a range may
  // be one argument instead of two.
  const unsigned Before = IsRange ? 1 : 2;
  if (Count <= Before)
    return std::nullopt;
  if (Model.Argument >= 0)
    return Model.Argument;
  const unsigned FromEnd = -Model.Argument;
  return Count >= Before + FromEnd ? std::optional(Count - FromEnd)
                                   : std::nullopt;
}

std::optional<ValueId>
FactGenerator::libraryCall(const CallExpr *Call, const FunctionDecl *Callee,
                           const Expr *Object,
                           ArrayRef<const Expr *> Arguments) {
  if (!Types.isLibraryCode(Callee->getLocation()))
    return std::nullopt;
  const CallEffects Model = Calls.lookup(Call);
  bool Std = Callee->isInStdNamespace() || Model.OfRanges;
  SourceLocation Loc = Call->getExprLoc();

  if (Object) {
    // Smart pointers, optionals, iterators, tuples, function objects.
    Ref Target = refOf(Object);
    passCallables(Arguments, CallTimes::Stored, false);
    if (Model.does(Effect::Assigns) && Target) {
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
    if (Model.does(Effect::Drops) && Target) {
      ValueId Content = load(Target, Loc);
      release(Target, Loc);
      return Content;
    }
    if (Model.does(Effect::Asks) || !mayMatter(Call->getType()))
      return None;
    // std::plus<>{}(x, y)
    if (llvm::StringRef Operator = Types.functorOperator(objectType(Object));
        !Operator.empty() && Callee->getOverloadedOperator() == OO_Call) {
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
    if (!Types.isWeakPointer(objectType(Object)) &&
        mayMatter(objectType(Object)))
      Operands.push_back(valueOf(Object));
    return makeValue(Op::Handle, Call, Operands);
  }

  if (Model.does(Effect::ReturnsArgument)) {
    ValueId V = valueOf(Arguments[0]);
    if (Model.does(Effect::EmptiesArgument))
      if (Ref Source = refOf(Arguments[0]);
          Source && Unit.facts().Places[Source.Place].Container)
        release(Source, Loc);
    return V;
  }
  if (Model.does(Effect::MakesObject) &&
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
  if (Model.does(Effect::MakesTuple))
    return tuple(Call, Arguments);
  if (Model.does(Effect::ReturnsPart)) {
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
  if (Model.does(Effect::Swaps)) {
    for (const Expr *A : Arguments)
      if (Ref R = refOf(A); R && mayMatter(A->getType()))
        release(R, Loc);
    return None;
  }
  if (Model.does(Effect::Exchanges)) {
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
  if (const FunctionDecl *Body =
          Arguments.empty() ? nullptr : callableOf(Arguments[0]);
      Body && isLambda(Body) &&
      Model.does(Effect::GivesRest | Effect::GivesParts))
    return runCallable(Body, Call, CallTimes::Once, false,
                       appliedArguments(Body, Model, Arguments));
  if (Model.does(Effect::GivesAlternatives))
    if (std::optional<ValueId> Result = visit(Call, Arguments))
      return Result;
  ValueId Produced = None;
  for (const Expr *A : Arguments)
    if (const FunctionDecl *Body = callableOf(A);
        Body && Model.does(Effect::RunsPerElement)) {
      ValueId Result = runCallable(Body, A, CallTimes::PerElement, false,
                                   elementArguments(Model, Arguments));
      if (Model.does(Effect::MakesElements))
        Produced = Result;
    } else if (isUnknownCallable(A) &&
               Model.does(Effect::RunsPerElement | Effect::RunsOnce)) {
      // What it does with what it is given, nobody knows.
      SmallVector<ValueId, 4> Given;
      for (const Expr *Other : Arguments)
        if (Other != A && mayMatter(Other->getType()))
          Given.push_back(valueOf(Other));
      Produced = makeValue(Op::Unknown, Call, Given);
    }
  if (Model.does(Effect::RunsOnce)) {
    size_t Before = Facts.Calls.size();
    passCallables(Arguments, CallTimes::Once, false);
    for (CallFact &Run : llvm::drop_begin(Facts.Calls, Before))
      Run.FirstTimeOnly = Model.does(Effect::RunsFirstTimeOnly);
  } else if (Model.does(Effect::RunsOnThread)) {
    size_t Before = Facts.Calls.size();
    passCallables(Arguments, CallTimes::Once, true);
    // The future hands out what the callable returns.
    if (Model.does(Effect::ReturnsResult) && Facts.Calls.size() != Before &&
        mayMatter(Call->getType()))
      return Facts.Calls.back().Result;
  } else if (!Model.does(Effect::RunsPerElement))
    passCallables(Arguments, CallTimes::Stored, false);
  SmallVector<ValueId, 4> Elements;
  const Expr *Sink = nullptr;
  for (const Expr *A : Arguments) {
    if (const Expr *Target = backInserterTarget(A))
      Sink = Target;
    else if (mayMatter(A->getType()) && !callableOf(A))
      Elements.push_back(valueOf(A));
  }
  if (Sink) {
    ValueId V =
        Produced != None ? Produced : makeValue(Op::Handle, Call, Elements);
    if (Ref Target = refOf(Sink))
      store(fact::Store::Insert,
            Ref::element(Target.Place, fact::Store::Always), V, Loc);
    return None;
  }
  // `transform(v.begin(), v.end(), v.begin(), f)`: over what is there.
  const bool IsRange = Model.OfRanges && !Arguments.empty() &&
                       Types.isContainer(objectType(Arguments[0]));
  auto Over = overwrittenArgument(Model, Arguments.size(), IsRange);
  if (Over && (!Model.OfRanges || IsRange))
    if (Ref Out = refOf(Arguments[*Over]); Out && Out.Element) {
      ValueId V = Produced;
      if (V == None)
        V = valueOf(Model.does(Effect::FillsWithLast) ? Arguments.back()
                                                      : Arguments[0]);
      if (V != None)
        store(fact::Store::Element, Out, V, Loc).All =
            Model.does(Effect::OverwritesAll) &&
            rangeOf(Arguments[*Over], /*End=*/false) &&
            (IsRange || isWholeRange(Arguments[0], Arguments[1])) &&
            refOf(Arguments[0]).Place == Out.Place;
    }
  if (!mayMatter(Call->getType()))
    return None;
  if (Model.does(Effect::RunsOnThread | Effect::RunsOnce))
    return Produced != None ? Produced : makeValue(Op::Unknown, Call);
  return makeValue(Op::Handle, Call, Elements);
}

} // namespace torchleak
