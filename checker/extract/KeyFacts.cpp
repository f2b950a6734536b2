//===- KeyFacts.cpp - Whether a container grows with its keys -------------===//

#include "extract/FactGenerator.h"
#include "model/operators/Operators.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace torchleak {

unsigned FactGenerator::keyParameter(const Expr *Key, EntityId &Field) const {
  Key = ignoreWrappers(Key);
  // `map[std::move(key)]` and a copy of the key are the key.
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Key))
    if (Construct->getNumArgs() >= 1 &&
        Construct->getConstructor()->isCopyOrMoveConstructor())
      return keyParameter(Construct->getArg(0), Field);
  if (const auto *Member = dyn_cast<MemberExpr>(Key);
      Member && isa<FieldDecl>(Member->getMemberDecl()) && !Field) {
    Field = Unit.entity(Member->getMemberDecl());
    Key = ignoreWrappers(Member->getBase());
  }
  const auto *Name = dyn_cast<DeclRefExpr>(Key);
  const auto *Parameter =
      Name ? dyn_cast<ParmVarDecl>(Name->getDecl()) : nullptr;
  if (!Parameter ||
      Parameter->getFunctionScopeIndex() >= Function->getNumParams() ||
      Function->getParamDecl(Parameter->getFunctionScopeIndex()) != Parameter)
    return ~0u;
  return Parameter->getFunctionScopeIndex();
}

void FactGenerator::noteKey(Ref &R, const Expr *Key) {
  const Place &P = Unit.facts().Places[R.Place];
  if (!R || !(P.KeepsHandles || P.OwnsObjects))
    return;
  R.Map = R.Place;
  R.Key = keyDomain(Key) == KeyDomain::Closed ? KeySource() : Keys.of(Key);
}

void FactGenerator::noteClosedFields(const Expr *E, Argument &A) const {
  E = ignoreWrappers(E);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E);
      Construct && Construct->getNumArgs() == 1 &&
      Construct->getConstructor()->isCopyOrMoveConstructor())
    E = ignoreWrappers(Construct->getArg(0));
  if (const auto *Name = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(Name->getDecl());
        V && V->isLocalVarDecl() && V->getInit())
      E = ignoreWrappers(V->getInit());
  const auto *List = dyn_cast<InitListExpr>(E);
  if (List && List->isSyntacticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  const CXXRecordDecl *Record =
      List ? List->getType()->getAsCXXRecordDecl() : nullptr;
  if (!Record || !Record->isAggregate() || Record->getNumBases())
    return;
  for (auto [Field, Init] : llvm::zip(Record->fields(), List->inits()))
    if (!mayMatter(Init->getType()) && keyDomain(Init) == KeyDomain::Closed)
      A.ClosedFields.push_back(Unit.entity(Field));
}

/// `scores.argmax(1).item<int64_t>()`: less than a size of the tensor.
bool FactGenerator::isPositionInTensor(const Expr *E) const {
  const auto *Item = dyn_cast<CXXMemberCallExpr>(ignoreWrappers(E));
  if (!Item || !Types.isTensor(objectType(Item->getImplicitObjectArgument())))
    return false;
  const auto *Made =
      dyn_cast<CallExpr>(ignoreWrappers(Item->getImplicitObjectArgument()));
  const FunctionDecl *Callee = Made ? Made->getDirectCallee() : nullptr;
  return Callee && givesPositions(Callee->getNameAsString());
}

KeyDomain FactGenerator::keyDomain(const Expr *Key) const {
  Key = ignoreWrappers(Key);
  QualType T = Key->getType().getNonReferenceType();
  if (T->isBooleanType() || T->isEnumeralType() ||
      isa<StringLiteral, CharacterLiteral>(Key))
    return KeyDomain::Closed;
  Expr::EvalResult Constant;
  if (!Key->isValueDependent() && Key->EvaluateAsRValue(Constant, Context))
    return KeyDomain::Closed;
  if (const auto *Binary = dyn_cast<BinaryOperator>(Key))
    if (Binary->getOpcode() == BO_Rem || Binary->getOpcode() == BO_And)
      return KeyDomain::Closed;
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Key)) {
    if (Construct->getNumArgs() >= 1 &&
        keyDomain(Construct->getArg(0)) == KeyDomain::Closed)
      return KeyDomain::Closed;
  }
  if (isPositionInTensor(Key))
    return KeyDomain::Closed;
  // A constant under a name, whatever its type: `const std::string Key =
  // "loss"`. A position under a name is one, too.
  if (const auto *Name = dyn_cast<DeclRefExpr>(Key))
    if (const auto *V = dyn_cast<VarDecl>(Name->getDecl());
        V && V->getInit() && !isa<ParmVarDecl>(V))
      if (isPositionInTensor(V->getInit()) ||
          (V->getType().isConstQualified() &&
           keyDomain(V->getInit()) == KeyDomain::Closed))
        return KeyDomain::Closed;
  return isKeyOfMember(Key) || isFromFixedList(Key) ? KeyDomain::Closed
                                                    : KeyDomain::Open;
}

/// Written as a list of values: `const std::vector<std::string> Names = {...}`.
static bool isFixedList(const VarDecl *V) {
  const Expr *Init = V->getInit() ? V->getInit()->IgnoreImplicit() : nullptr;
  if (const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(Init);
      Construct && Construct->getNumArgs() >= 1)
    Init = Construct->getArg(0)->IgnoreImplicit();
  if (const auto *List = dyn_cast_or_null<InitListExpr>(Init))
    return List->getNumInits() != 0;
  return isa_and_nonnull<CXXStdInitializerListExpr>(Init);
}

bool FactGenerator::isFromFixedList(const Expr *Key) const {
  // From the element to its container, by subscripts, references and the
  // variables of a range-based for.
  // A variable may be made from itself.
  llvm::SmallPtrSet<const Expr *, 8> Seen;
  for (bool IsElement = false; Key && Seen.insert(Key).second;
       IsElement = true) {
    Key = ignoreWrappers(Key);
    if (const auto *Name = dyn_cast<DeclRefExpr>(Key)) {
      const auto *V = dyn_cast<VarDecl>(Name->getDecl());
      if (!V || isa<ParmVarDecl>(V))
        return false;
      if (IsElement && isFixedList(V))
        return true;
      if (!V->isImplicit() && !V->isCXXForRangeDecl() &&
          !V->getType()->isReferenceType() && !V->getType().isConstQualified())
        return false;
      Key = V->getInit();
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Key)) {
      Key = Subscript->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(Key);
               Unary && Unary->getOpcode() == UO_Deref) {
      Key = Unary->getSubExpr();
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Key);
               Operator && (Operator->getOperator() == OO_Subscript ||
                            Operator->getOperator() == OO_Star)) {
      Key = Operator->getArg(0);
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Key);
               Member && Calls.lookup(Member).does(Effect::ReturnsElement)) {
      Key = Member->getImplicitObjectArgument();
    } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Key);
               Construct && Construct->getNumArgs() == 1) {
      Key = Construct->getArg(0);
    } else {
      return false;
    }
  }
  return false;
}

bool FactGenerator::isKeyOfMember(const Expr *Key) const {
  bool IsText = Types.isText(Key->getType());
  // `entry.first`
  if (const auto *Member = dyn_cast<MemberExpr>(Key))
    Key = ignoreWrappers(Member->getBase());
  const auto *Name = dyn_cast<DeclRefExpr>(Key);
  if (!Name)
    return false;
  auto It = Aliases.find(Name->getDecl());
  if (const auto *Binding = dyn_cast<BindingDecl>(Name->getDecl());
      Binding && It == Aliases.end())
    It = Aliases.find(cast<ValueDecl>(Binding->getDecomposedDecl()));
  if (It == Aliases.end() || !It->second.Element)
    return false;
  const UnitFacts &Facts = Unit.facts();
  const Place &P = Facts.Places[It->second.Place];
  PlaceKind Root = Facts.Places[Facts.rootOf(It->second.Place)].Kind;
  const auto *Declared = dyn_cast_or_null<ValueDecl>(Unit.declOf(P.Entity));
  if (!Declared || !Types.isKeyedContainer(Declared->getType()))
    return false;
  // Text names things, of which a program has so many: parts of a loss, levels.
  return Root == PlaceKind::This || Root == PlaceKind::Global || IsText;
}

} // namespace torchleak
