//===- ExprFacts.cpp - Values and places of expressions -------------------===//

#include "extract/FactGenerator.h"
#include "model/operators/Operators.h"

using namespace clang;

namespace torchleak {

const Expr *ignoreWrappers(const Expr *E) {
  while (E) {
    const Expr *Before = E;
    E = E->IgnoreParenImpCasts();
    if (const auto *Full = dyn_cast<FullExpr>(E))
      E = Full->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temporary->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bind->getSubExpr();
    else if (const auto *List = dyn_cast<CXXStdInitializerListExpr>(E))
      E = List->getSubExpr();
    else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
      E = Subst->getReplacement();
    else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
      E = Default->getExpr();
    if (E == Before)
      break;
  }
  return E;
}

bool FactGenerator::mayMatter(QualType T) const {
  if (T.isNull())
    return false;
  T = T.getNonReferenceType().getCanonicalType();
  // An opaque handle may lead to anything.
  if (T->isVoidPointerType())
    return true;
  if (T->isPointerType())
    return !T->getPointeeType()->isFunctionType() &&
           mayMatter(T->getPointeeType());
  if (T->isArrayType())
    return mayMatter(QualType(T->getArrayElementTypeNoTypeQual(), 0));
  const CXXRecordDecl *R = T->getAsCXXRecordDecl();
  if (!R)
    return false;
  // Strings, streams and the like neither hold tensors nor own anything.
  if (Types.isLibraryCode(R->getLocation()) && !Types.holdsTensors(T) &&
      !Types.isContainer(T) && !Types.isPointerLike(T) &&
      !Types.isStdFunction(T) && !Types.isTupleLike(T)) {
    SmallVector<OwnedRecord, 2> Owned;
    Types.ownedRecords(T, Owned);
    return !Owned.empty() || Types.moduleOf(T) || Types.isScriptModule(T);
  }
  return true;
}

bool FactGenerator::isOneOfParameters(const Ref &R, const Expr *E) const {
  return R && R.Element && Types.isTensor(E->getType()) &&
         Unit.facts().Places[R.Place].IsModule;
}

ValueId FactGenerator::oneOfParameters(const Ref &R, const Expr *E) {
  ValueId V = makeValue(Op::Parameter, E);
  value(V).Place = R.Place;
  value(V).Name = Unit.facts().describe(R.Place);
  value(V).OneOfSeveral = true;
  Unit.parametersOf(R.Place);
  return V;
}

ValueId FactGenerator::valueOf(const Expr *E) {
  E = ignoreWrappers(E);
  auto It = Memo.find(E);
  if (It != Memo.end())
    return It->second;
  ValueId V = computeValue(E);
  Memo[E] = V;
  return V;
}

ValueId FactGenerator::computeValue(const Expr *E) {
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return this->call(Call);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return construct(Construct);
  if (const auto *Inherited = dyn_cast<CXXInheritedCtorInitExpr>(E))
    return makeValue(Op::Unknown, Inherited);
  if (const auto *L = dyn_cast<LambdaExpr>(E))
    return lambda(L);
  if (const auto *New = dyn_cast<CXXNewExpr>(E)) {
    if (const Expr *Init = New->getInitializer())
      if (ValueId V = valueOf(Init))
        return V;
    return makeValue(Op::NewObject, E);
  }
  if (isa<CXXThisExpr>(E)) {
    ValueId V = makeValue(Op::AddressOf, E);
    value(V).Place = Unit.facts().ThisPlace;
    return V;
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->getOpcode() == BO_Assign)
      return assign(Binary->getLHS(), Binary->getRHS(), E);
    if (Binary->getOpcode() == BO_Comma)
      return valueOf(Binary->getRHS());
    return None;
  }
  if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E)) {
    if (!mayMatter(E->getType()))
      return None;
    ValueId True = valueOf(Conditional->getTrueExpr());
    ValueId False = valueOf(Conditional->getFalseExpr());
    ValueId V = makeValue(Op::Handle, E, {True, False});
    if (auto If = conditionOf(Conditional->getCond()))
      value(V).If = *If;
    return V;
  }
  if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E))
    return Opaque->getSourceExpr() ? valueOf(Opaque->getSourceExpr()) : None;
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return aggregate(List);
  if (const auto *List = dyn_cast<CXXParenListInitExpr>(E)) {
    SmallVector<ValueId, 4> Parts;
    for (const Expr *Init : List->getInitExprs())
      Parts.push_back(valueOf(Init));
    return makeValue(Op::Handle, E, Parts);
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_AddrOf) {
      const Expr *Sub = ignoreWrappers(Unary->getSubExpr());
      if (const auto *Name = dyn_cast<DeclRefExpr>(Sub))
        if (const auto *F = dyn_cast<FunctionDecl>(Name->getDecl())) {
          Unit.noteAddressTaken(F);
          return None;
        }
      if (Ref R = refOf(Sub)) {
        ValueId Content = load(R, E->getExprLoc());
        ValueId V = makeValue(Op::AddressOf, E, Content);
        value(V).Place = R.Place;
        return V;
      }
      return valueOf(Sub);
    }
    if (Unary->getOpcode() == UO_Deref)
      if (Ref R = refOf(E))
        return load(R, E->getExprLoc());
    return None;
  }
  if (!mayMatter(E->getType())) {
    if (const auto *Name = dyn_cast<DeclRefExpr>(E))
      if (const auto *F = dyn_cast<FunctionDecl>(Name->getDecl()))
        Unit.noteAddressTaken(F);
    return None;
  }
  if (Ref R = refOf(E)) {
    if (isOneOfParameters(R, E))
      return oneOfParameters(R, E);
    // `net->fc->weight`
    if (const auto *Member = dyn_cast<MemberExpr>(E);
        Member && isa<FieldDecl>(Member->getMemberDecl()) &&
        Types.isTensor(E->getType()) &&
        isParameterName(Member->getMemberDecl()->getName()) &&
        Types.isBuiltinModule(dyn_cast<CXXRecordDecl>(
            Member->getMemberDecl()->getDeclContext()))) {
      ValueId V = makeValue(Op::Parameter, E);
      value(V).Place = Unit.facts().Places[R.Place].Parent;
      value(V).Name = Unit.facts().describe(R.Place);
      return V;
    }
    return load(R, E->getExprLoc());
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl())) {
      ValueId Base = valueOf(Member->getBase());
      ValueId V = makeValue(Op::Field, E, Base);
      value(V).Keys.push_back(Unit.entity(Field));
      return V;
    }
  }
  return None;
}

ValueId FactGenerator::tuple(const Expr *At, ArrayRef<const Expr *> Arguments) {
  SmallVector<ValueId, 4> Parts;
  SmallVector<EntityId, 4> Keys;
  for (auto [I, A] : llvm::enumerate(Arguments))
    if (mayMatter(A->getType())) {
      Parts.push_back(valueOf(A));
      Keys.push_back(tupleElement(I));
    }
  ValueId V = makeValue(Op::Aggregate, At, Parts);
  value(V).Keys.append(Keys.begin(), Keys.end());
  return V;
}

ValueId FactGenerator::aggregate(const InitListExpr *List) {
  if (List->isSyntacticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  SmallVector<ValueId, 4> Parts;
  SmallVector<EntityId, 4> Keys;
  const CXXRecordDecl *R = List->getType()->getAsCXXRecordDecl();
  bool Record = R && R->isAggregate() && !Types.isLibraryCode(R->getLocation());
  if (!Record) {
    for (const Expr *Init : List->inits())
      if (ValueId V = valueOf(Init))
        Parts.push_back(V);
    return makeValue(Op::Handle, List, Parts);
  }
  auto Field = R->field_begin();
  unsigned Bases = R->getNumBases();
  for (unsigned I = 0; I != List->getNumInits(); ++I) {
    ValueId V = valueOf(List->getInit(I));
    if (I < Bases) {
      Parts.push_back(V);
      Keys.push_back(NoEntity);
      continue;
    }
    if (Field == R->field_end())
      break;
    Parts.push_back(V);
    Keys.push_back(Unit.entity(*Field));
    ++Field;
  }
  Unit.noteRecord(R);
  ValueId V = makeValue(Op::Aggregate, List, Parts);
  value(V).Keys.append(Keys.begin(), Keys.end());
  value(V).Record = Unit.entity(R);
  return V;
}

ValueId FactGenerator::lambda(const LambdaExpr *L) {
  SmallVector<ValueId, 4> Captured;
  for (unsigned I = 0; I != L->capture_size(); ++I) {
    const LambdaCapture &Capture = *(L->capture_begin() + I);
    const Expr *Init = L->capture_init_begin()[I];
    if (!Capture.capturesVariable())
      continue;
    const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar());
    if (V && V->isInitCapture() && Init && mayMatter(V->getType())) {
      ValueId Initial = valueOf(Init);
      PlaceId Home = Unit.placeOf(V, Id);
      store(fact::Store::Assign, Ref{Home}, Initial, L->getExprLoc());
      if (!V->getType()->isPointerType())
        Captured.push_back(Initial);
    } else if (V && Capture.getCaptureKind() == LCK_ByCopy &&
               mayMatter(V->getType()) && !V->getType()->isPointerType()) {
      Captured.push_back(Init
                             ? valueOf(Init)
                             : load(Ref{Unit.placeOf(V, Id)}, L->getExprLoc()));
    }
  }
  ValueId V = makeValue(Op::Lambda, L, Captured);
  if (const FunctionDecl *Body = callableOf(L))
    value(V).Body = Unit.idOf(Body);
  return V;
}

//===----------------------------------------------------------------------===//
// Places
//===----------------------------------------------------------------------===//

/// The variable that is an index.
static const ValueDecl *indexOf(const Expr *E) {
  const auto *Name = dyn_cast<DeclRefExpr>(ignoreWrappers(E));
  return Name ? Name->getDecl() : nullptr;
}

Ref FactGenerator::refOf(const Expr *E) {
  return E ? computeRef(ignoreWrappers(E)) : Ref();
}

Ref FactGenerator::computeRef(const Expr *E) {
  if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
    auto It = Aliases.find(Name->getDecl());
    if (It != Aliases.end())
      return It->second;
    if (isa<VarDecl, BindingDecl>(Name->getDecl()) &&
        mayMatter(Name->getDecl()->getType()))
      return {Unit.placeOf(Name->getDecl(), Id)};
    return {};
  }
  if (isa<CXXThisExpr>(E))
    return {Unit.facts().ThisPlace};
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    if (const auto *Static = dyn_cast<VarDecl>(Member->getMemberDecl()))
      return {Unit.placeOf(Static, Id)};
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field)
      return {};
    Ref Base = refOf(Member->getBase());
    // The parts of a map's element are its content.
    if (Base.Element &&
        Types.isTupleLike(Context.getCanonicalTagType(Field->getParent())))
      return Base;
    if (!Base) {
      ValueId Object = valueOf(Member->getBase());
      if (Object == None)
        return {};
      Base.Place = Unit.temporary(Id, Object, Member->getBase()->getType(),
                                  E->getExprLoc());
    }
    // Behind a pointer is another object, and no part of an entry.
    if (Base.Map != None && Unit.facts().Places[Base.Place].PointerLike)
      Base.Map = None;
    Base.Place = Unit.fieldOf(Base.Place, Field);
    return Base;
  }
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
    Ref Base = refOf(Subscript->getBase());
    Base.Element = true;
    Base.Subscript = true;
    Base.Index = indexOf(Subscript->getIdx());
    return Base;
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_Deref || Unary->getOpcode() == UO_AddrOf ||
        Unary->isIncrementDecrementOp()) {
      Ref R = refOf(Unary->getSubExpr());
      R.Behind = Unary->getOpcode() == UO_Deref;
      return R;
    }
    return {};
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isAdditiveOp() && Binary->getType()->isPointerType())
      return refOf(Binary->getLHS());
    if (Binary->isAssignmentOp())
      return refOf(Binary->getLHS());
    return {};
  }
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    // Iterators convert to const iterators, pointers to base pointers.
    if (Construct->getNumArgs() == 1 &&
        Types.isPointerLike(Construct->getType()) &&
        !Types.isSharedOwner(Construct->getType()))
      return refOf(Construct->getArg(0));
    return {};
  }
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return refOfCall(Call);
  return {};
}

void FactGenerator::noteKey(Ref &R, const Expr *Key) {
  // Of a map in a map, both keys tell the entry.
  KeySource Outer = R.Adds == fact::Store::PerKey ? R.Key : KeySource();
  R.Adds = fact::Store::PerKey;
  const UnitFacts &Facts = Unit.facts();
  const Place &P = Facts.Places[R.Place];
  if (!R || !(P.HoldsTensors || P.KeepsHandles || P.OwnsObjects))
    return;
  R.Key = Keys.of(Key);
  R.Key.join(Outer);
  // The nodes of a tree: each entry brings a map of its own.
  if (P.Record != NoEntity && P.Parent != None &&
      Facts.Places[P.Parent].Record == P.Record)
    R.Adds = fact::Store::Always;
  if (P.KeepsHandles || P.OwnsObjects)
    R.Map = R.Place;
}

Ref FactGenerator::refOfCall(const CallExpr *Call) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return {};
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
    const Expr *Object = Operator->getArg(0);
    if (Types.isTensor(objectType(Object)))
      return {};
    switch (Operator->getOperator()) {
    case OO_Arrow:
    case OO_Star:
    case OO_PlusPlus:
    case OO_MinusMinus:
      return Unit.mayHaveBody(Callee) ? Ref() : refOf(Object);
    case OO_Plus:
    case OO_Minus:
      return Types.isPointerLike(objectType(Object)) ? refOf(Object) : Ref();
    case OO_Equal:
      return refOf(Object);
    case OO_Subscript: {
      if (Unit.mayHaveBody(Callee))
        return {};
      Ref R = refOf(Object);
      R.Element = true;
      R.Subscript = true;
      R.Index = indexOf(Operator->getArg(1));
      // A sequence's subscript makes no new element; a map's may.
      if (Types.isKeyedContainer(objectType(Object)))
        noteKey(R, Operator->getArg(1));
      else
        R.Adds = fact::Store::Nothing;
      return R;
    }
    default:
      return {};
    }
  }
  const CallEffects Model = Calls.lookup(Call);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    if (Unit.mayHaveBody(Callee))
      return {};
    const Expr *Object = Member->getImplicitObjectArgument();
    if (Model.does(Effect::ReturnsReceiver | Effect::ReturnsParts)) {
      Ref R = refOf(Object);
      R.Element |= Model.does(Effect::ReturnsParts);
      return R;
    }
    // `auto &step = steps.emplace_back()`: the new element.
    bool MakesElement = Model.does(Effect::Inserts) &&
                        Callee->getReturnType()->isLValueReferenceType();
    if (!Types.isLibraryCode(Callee->getLocation()) ||
        (!Model.does(Effect::ReturnsElement) && !MakesElement))
      return {};
    Ref R = refOf(Object);
    if (Model.On == Receiver::Container) {
      R.Element = true;
      R.Adds = fact::Store::Nothing;
    }
    return R;
  }
  if (Model.does(Effect::ReturnsArgument))
    return refOf(Call->getArg(0));
  if (Model.does(Effect::ReturnsIterator)) {
    Ref R = refOf(Call->getArg(0));
    R.Element = true;
    return R;
  }
  if (!Model.does(Effect::ReturnsPart))
    return {};
  if (Types.isTupleLike(Call->getArg(0)->getType()))
    if (const auto *Args = Callee->getTemplateSpecializationArgs();
        Args && Args->size() &&
        Args->get(0).getKind() == TemplateArgument::Integral)
      if (Ref R = refOf(Call->getArg(0))) {
        R.Place = Unit.tupleElementOf(
            R.Place, Args->get(0).getAsIntegral().getZExtValue(),
            Call->getType());
        return R;
      }
  // What a variant holds is the variant.
  return refOf(Call->getArg(0));
}

} // namespace torchleak
