//===- KeySources.cpp - Reads where a key comes from ----------------------===//

#include "extract/KeySources.h"
#include "extract/FactGenerator.h"
#include "model/operators/Operators.h"
#include "program/Budget.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace torchleak {

KeySources::KeySources(UnitBuilder &Unit, const FunctionDecl *F,
                       const KeySources *Caller)
    : Unit(Unit), Types(Unit.types()), Calls(Unit.calls()), Function(F),
      Caller(Caller), CallDepth(Caller ? Caller->CallDepth + 1 : 0) {
  F->hasBody(Function);
}

bool KeySources::mayEnter(const FunctionDecl &Callee) const {
  for (const KeySources *At = this; At; At = At->Caller)
    if (At->Function == &Callee)
      return false;
  return !isOver(Budget::KeyCalls, CallDepth + 1);
}

KeySource KeySources::source(KeyOrigin Origin, SourceLocation Loc) {
  KeySource Result;
  Result.Origin = Origin;
  Result.Loc = Unit.spot(Loc);
  return Result;
}

KeySource KeySources::part(const Decl *Parameter, Field F, SourceLocation Loc) {
  KeySource Result = source(KeyOrigin::Fixed, Loc);
  Result.Parts.push_back({Unit.entity(Parameter), Unit.entity(F)});
  return Result;
}

const LocalWrites &KeySources::writes() {
  if (!Writes)
    Writes.emplace(Types, Calls, *Function);
  return *Writes;
}

/// What a list, `std::vector<T>`, has as elements; or \p T itself.
static QualType elementOf(QualType T) {
  const auto *List = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      T->getAsCXXRecordDecl());
  return List && List->getTemplateArgs().size() &&
                 List->getTemplateArgs()[0].getKind() == TemplateArgument::Type
             ? List->getTemplateArgs()[0].getAsType()
             : T;
}

KeySource KeySources::of(const Expr *E) {
  E = E ? ignoreWrappers(E) : nullptr;
  if (!E)
    return source(KeyOrigin::Unknown, Function->getLocation());
  if (isOver(Budget::KeyDepth, Depth + 1))
    return source(KeyOrigin::Unknown, E->getExprLoc());
  llvm::SaveAndRestore Deeper(Depth, Depth + 1);
  QualType T = E->getType().getNonReferenceType();
  const ASTContext &Context = Types.context();
  // As many values as the type has: flags, enumerators, indexes of devices. The
  // values of a map are no part of its keys.
  if (T->isBooleanType() || T->isEnumeralType() || Types.isKindOfTensor(T) ||
      (T->isIntegerType() && Context.getTypeSize(T) <= 8) ||
      isa<StringLiteral, CharacterLiteral, CXXDefaultArgExpr>(E) ||
      Types.isTensor(elementOf(T)) || Types.moduleOf(T))
    return source(KeyOrigin::Fixed, E->getExprLoc());
  Expr::EvalResult Constant;
  if (!E->isValueDependent() && E->isPRValue() && !T->isRecordType() &&
      E->EvaluateAsRValue(Constant, Context))
    return source(KeyOrigin::Fixed, E->getExprLoc());
  return compute(E);
}

KeySource KeySources::compute(const Expr *E) {
  SourceLocation Loc = E->getExprLoc();
  if (const auto *Name = dyn_cast<DeclRefExpr>(E))
    return ofVariable(Name->getDecl(), nullptr, Loc);
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *F = dyn_cast<FieldDecl>(Member->getMemberDecl());
    return F ? ofField(Member->getBase(), F)
             : ofVariable(Member->getMemberDecl(), nullptr, Loc);
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    switch (Binary->getOpcode()) {
    case BO_Rem:
    case BO_And:
      return source(KeyOrigin::Fixed, Loc);
    case BO_Assign:
    case BO_Comma:
      return of(Binary->getRHS());
    default:
      return joined({Binary->getLHS(), Binary->getRHS()});
    }
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() == UO_AddrOf)
      return source(KeyOrigin::Address, Loc);
    return of(Unary->getSubExpr());
  }
  if (const auto *Conditional = dyn_cast<AbstractConditionalOperator>(E))
    return joined({Conditional->getTrueExpr(), Conditional->getFalseExpr()});
  if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
    return ofElement(Subscript->getBase(), Subscript->getIdx());
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return joined({List->getInits(), List->getNumInits()});
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return joined({Construct->getArgs(), Construct->getNumArgs()});
  if (const auto *Call = dyn_cast<CallExpr>(E))
    return ofCall(Call);
  if (isa<CXXThisExpr>(E))
    return source(KeyOrigin::Address, Loc);
  return source(KeyOrigin::Unknown, Loc);
}

KeySource KeySources::joined(ArrayRef<const Expr *> Parts) {
  KeySource Result;
  for (const Expr *Part : Parts)
    Result.join(of(Part));
  return Result;
}

/// As many as the code says, or as there are.
static bool isClosed(const KeySource &S) {
  return S.Origin <= KeyOrigin::Lasting && S.Parts.empty();
}

KeySource KeySources::ofElement(const Expr *Container, const Expr *Index) {
  KeySource Result = of(Container);
  if (!isClosed(Result))
    Result.Rounds.append(of(Index).Rounds);
  return Result;
}

/// The object that a copy or a move of it is made from.
static const Expr *originalOf(const Expr *E) {
  E = ignoreWrappers(E);
  const auto *Construct = dyn_cast<CXXConstructExpr>(E);
  return Construct && Construct->getNumArgs() == 1 &&
                 Construct->getConstructor()->isCopyOrMoveConstructor()
             ? originalOf(Construct->getArg(0))
             : E;
}

/// What field \p F is set to in a record that is written as a list.
static const Expr *fieldOfList(const InitListExpr *List, const FieldDecl *F) {
  if (List->isSyntacticForm() && List->getSemanticForm())
    List = List->getSemanticForm();
  const CXXRecordDecl *Record = List->getType()->getAsCXXRecordDecl();
  return Record == F->getParent() && Record->isAggregate() &&
                 !Record->getNumBases() &&
                 F->getFieldIndex() < List->getNumInits()
             ? List->getInit(F->getFieldIndex())
             : nullptr;
}

static llvm::iterator_range<CXXConstructorDecl::init_const_iterator>
initializersOf(const CXXConstructExpr &Construct) {
  const FunctionDecl *Definition = nullptr;
  Construct.getConstructor()->hasBody(Definition);
  const auto *Constructor = cast<CXXConstructorDecl>(
      Definition ? Definition : Construct.getConstructor());
  return Constructor->inits();
}

KeySource KeySources::ofField(const Expr *Base, Field F) {
  Base = originalOf(Base);
  SourceLocation Loc = Base->getExprLoc();
  if (isa<CXXThisExpr>(Base))
    return CallDepth && !writes().drains(F) ? part(nullptr, F, Loc)
                                            : ofLasting(F, Loc);
  if (const auto *List = dyn_cast<InitListExpr>(Base))
    if (const Expr *Init = fieldOfList(List, F))
      return of(Init);
  if (const auto *Name = dyn_cast<DeclRefExpr>(Base))
    if (isa<VarDecl>(Name->getDecl()))
      return ofVariable(Name->getDecl(), F, Loc);
  // `Frame frame(camera, number)`: what the constructor sets it to.
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(Base))
    for (const CXXCtorInitializer *Init : initializersOf(*Construct))
      if (Init->getMember() == F && mayEnter(*Construct->getConstructor())) {
        KeySources Inside(Unit, Construct->getConstructor(), this);
        return inOwnWords(Inside.of(Init->getInit()), *Inside.Function, nullptr,
                          {Construct->getArgs(), Construct->getNumArgs()}, Loc);
      }
  return fieldOf(of(Base), F);
}

KeySource KeySources::fieldOf(KeySource Whole, Field F) {
  for (KeyPart &Part : Whole.Parts)
    if (Part.Field == NoEntity)
      Part.Field = Unit.entity(F);
  return Whole;
}

llvm::SmallVector<FieldKey, 0> KeySources::fieldsOf(const Expr *E) {
  llvm::SmallVector<FieldKey, 0> Result;
  E = originalOf(E);
  const auto *Name = dyn_cast<DeclRefExpr>(E);
  const auto *V = Name ? dyn_cast<VarDecl>(Name->getDecl()) : nullptr;
  bool IsMade =
      isa<InitListExpr, CXXConstructExpr>(E) || (V && V->isLocalVarDecl());
  const CXXRecordDecl *Record =
      IsMade ? objectType(E)->getAsCXXRecordDecl() : nullptr;
  if (!Record || !Record->hasDefinition() ||
      Types.isLibraryCode(Record->getLocation()))
    return Result;
  for (const FieldDecl *F : Record->getDefinition()->fields())
    if (!Types.isTensor(F->getType()))
      Result.push_back({Unit.entity(F), ofField(E, F)});
  return Result;
}

KeySource KeySources::ofVariable(const ValueDecl *D, Field F,
                                 SourceLocation Loc) {
  if (const auto *Binding = dyn_cast<BindingDecl>(D))
    D = cast<ValueDecl>(Binding->getDecomposedDecl());
  const auto *V = dyn_cast<VarDecl>(D);
  if (!V)
    return source(KeyOrigin::Unknown, Loc);
  auto [It, New] = Known.try_emplace({V, F});
  if (!New) // While it is computed, it is made of itself: nothing new.
    return It->second;
  KeySource Result = V->hasGlobalStorage()             ? ofLasting(V, Loc)
                     : V->getDeclContext() != Function ? ofCaptured(V, F, Loc)
                                                       : ofLocal(V, F);
  if (isa<ParmVarDecl>(V))
    Result.join(part(V, F, Loc));
  return Known[{V, F}] = Result;
}

KeySource KeySources::ofCaptured(const VarDecl *V, Field F,
                                 SourceLocation Loc) {
  const auto *Around = dyn_cast<FunctionDecl>(V->getDeclContext());
  if (!Around || !Around->hasBody() || Around->isDependentContext())
    return source(KeyOrigin::Unknown, Loc);
  // A parameter's own part is added by whoever asked.
  KeySource Result = KeySources(Unit, Around, Caller).ofLocal(V, F);
  for (const LocalWrite &W : writes().of(V))
    Result.join(W.How == LocalWrite::Sets ? ofWrite(W, V, F)
                                          : source(KeyOrigin::Counter, Loc));
  return Result;
}

KeySource KeySources::ofLocal(const VarDecl *V, Field F) {
  KeySource Result;
  // What a loop is at: an element of what it goes through.
  if (const CXXForRangeStmt *Range = writes().rangeOf(V)) {
    Result = of(Range->getRangeInit());
    if (F)
      Result = fieldOf(std::move(Result), F);
    if (!isClosed(Result))
      Result.Rounds.push_back(Unit.spot(Range->getBeginLoc()));
    return Result;
  }
  if (const Expr *Init = isa<ParmVarDecl>(V) ? nullptr : V->getInit())
    Result.join(F ? ofField(Init, F) : of(Init));
  for (const LocalWrite &W : writes().of(V))
    if (!F || !W.Field || W.Field == F)
      Result.join(ofWrite(W, V, F));
  return Result;
}

KeySource KeySources::ofWrite(const LocalWrite &W, const VarDecl *V, Field F) {
  KeySource Result;
  if (W.Through)
    return ofOutParameter(cast<CallExpr>(W.What), W.Through, F);
  if (W.What)
    Result.join(F && !W.Field && W.Keys.empty() ? ofField(W.What, F)
                                                : of(W.What));
  for (const Expr *Key : W.Keys) {
    KeySource Chosen = of(Key);
    if (W.Keyed)
      Result.join(Chosen);
    else if (Chosen.Origin >= KeyOrigin::Unknown && Chosen.Rounds.empty())
      // Another whole each time: only the run tells what changes.
      Result.join(source(KeyOrigin::Fresh, Key->getExprLoc()));
  }
  if (W.How == LocalWrite::Sets)
    return Result;
  for (const Stmt *Loop : writes().loopsOf(W, V)) {
    bool OfElements = false;
    KeySource Limit = limitOf(Loop, W, V, OfElements);
    if (!(OfElements && isClosed(Limit)))
      Limit.Rounds.push_back(Unit.spot(Loop->getBeginLoc()));
    Result.join(Limit);
  }
  return Result;
}

KeySource KeySources::ofOutParameter(const CallExpr *Call,
                                     const ParmVarDecl *Parameter, Field F) {
  SourceLocation Loc = Call->getExprLoc();
  const auto *Callee = cast<FunctionDecl>(Parameter->getDeclContext());
  if (!Callee->doesThisDeclarationHaveABody() || Callee->isDependentContext() ||
      !mayEnter(*Callee))
    return source(KeyOrigin::Unknown, Loc);
  KeySources Inside(Unit, Callee, this);
  return inOwnWords(Inside.ofLocal(Parameter, F), *Callee,
                    CallModel::objectOf(Call), CallModel::argumentsOf(Call),
                    Loc);
}

KeySource KeySources::limitOf(const Stmt *Loop, const LocalWrite &W,
                              const VarDecl *V, bool &OfElements) {
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(Loop)) {
    OfElements = true;
    KeySource Elements = of(Range->getRangeInit());
    // A hash of them is of all of them.
    return W.How == LocalWrite::Counts ? Elements.limited() : Elements;
  }
  const Expr *Condition = nullptr, *Limit = nullptr;
  if (const auto *For = dyn_cast<ForStmt>(Loop)) {
    Condition = For->getCond();
    // Another variable may count the rounds.
    if (const auto *Init = dyn_cast_or_null<DeclStmt>(For->getInit()))
      for (const Decl *D : Init->decls())
        if (const auto *Counter = dyn_cast<VarDecl>(D); Counter && !Limit)
          Limit = limitIn(Condition, Counter);
  } else if (const auto *While = dyn_cast<WhileStmt>(Loop)) {
    Condition = While->getCond();
  } else if (const auto *Do = dyn_cast<DoStmt>(Loop)) {
    Condition = Do->getCond();
  }
  if (!Limit)
    Limit = limitIn(Condition, V);
  if (!Limit)
    return source(KeyOrigin::Unknown, Loop->getBeginLoc());
  const auto *Size = dyn_cast<CallExpr>(ignoreWrappers(Limit));
  OfElements =
      Size && Calls.lookup(Size).does(Effect::Counts | Effect::EndsRange);
  Expr::EvalResult Number;
  if (!Limit->isValueDependent() &&
      Limit->EvaluateAsInt(Number, Types.context()) &&
      Number.Val.getInt().getActiveBits() > MaxFixedBits)
    return source(KeyOrigin::Unknown, Limit->getExprLoc());
  return of(Limit).limited();
}

KeySource KeySources::ofLasting(const ValueDecl *D, SourceLocation Loc) {
  QualType T = D->getType();
  // What a queue hands out is new each time.
  if (T->isRecordType() && writes().drains(D))
    return source(KeyOrigin::Fresh, Loc);
  if (Unit.oneWayVariables().countsUp(D) || Types.isAtomicCounter(T))
    return source(KeyOrigin::Counter, Loc);
  // A text may be another each time; a list is there, however long it is.
  bool Lasts = T.isConstQualified() || T->isArrayType() ||
               (T->isRecordType() && !Types.isText(T)) ||
               Unit.oneWayVariables().isSettled(D);
  return source(Lasts ? KeyOrigin::Lasting : KeyOrigin::Unknown, Loc);
}

bool KeySources::varies(const Expr *Tensor) const {
  const auto *V = dyn_cast_or_null<VarDecl>(baseVariable(Tensor));
  return V && !V->hasGlobalStorage();
}

KeySource KeySources::ofTensorQuery(const CXXMemberCallExpr *Call) {
  const Expr *Tensor = Call->getImplicitObjectArgument();
  SourceLocation Loc = Call->getExprLoc();
  switch (classifyTensorQuery(Call->getMethodDecl()->getNameAsString())) {
  case TensorQuery::Extent:
    return source(varies(Tensor) ? KeyOrigin::Extent : KeyOrigin::Lasting, Loc);
  case TensorQuery::Kind:
    return source(KeyOrigin::Fixed, Loc);
  case TensorQuery::Address:
    return source(KeyOrigin::Address, Loc);
  case TensorQuery::None:
    break;
  }
  return source(KeyOrigin::Unknown, Loc);
}

KeySource KeySources::ofLibraryMethod(const CXXMemberCallExpr *Call) {
  const Expr *Object = Call->getImplicitObjectArgument();
  SourceLocation Loc = Call->getExprLoc();
  const CallEffects Model = Calls.lookup(Call);
  // The parameters and children of a module have so many names.
  if (Model.On == Receiver::Module || Model.On == Receiver::Optimizer)
    return source(KeyOrigin::Lasting, Loc);
  if (Model.does(Effect::Advances))
    return of(Object);
  if (Model.does(Effect::ReadsInput | Effect::BringsNew))
    return source(Model.does(Effect::ReadsInput) ? KeyOrigin::Input
                                                 : KeyOrigin::Fresh,
                  Loc);
  // `handles[handles.size()] = x`: a number that no entry has yet.
  if (Model.does(Effect::Counts) &&
      Types.isKeyedContainer(objectType(Object)) &&
      Types.keepsHandles(objectType(Object)))
    return source(KeyOrigin::Counter, Loc);
  // Text, shapes and the like: what it is made of.
  SmallVector<const Expr *, 4> Parts(Call->arguments());
  Parts.push_back(Object);
  return joined(Parts);
}

KeySource KeySources::ofCall(const CallExpr *Call) {
  SourceLocation Loc = Call->getExprLoc();
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return source(KeyOrigin::Unknown, Loc);
  const Expr *Object = CallModel::objectOf(Call);
  ArrayRef<const Expr *> Arguments = CallModel::argumentsOf(Call);
  if (!Types.isLibraryCode(Callee->getLocation()))
    return ofResult(Callee, Object, Arguments, Loc);
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
    return Types.isTensor(objectType(Object)) ? ofTensorQuery(Member)
                                              : ofLibraryMethod(Member);
  const CallEffects Model = Calls.lookup(Call);
  if (Model.does(Effect::ReadsInput | Effect::BringsNew))
    return source(Model.does(Effect::ReadsInput) ? KeyOrigin::Input
                                                 : KeyOrigin::Fresh,
                  Loc);
  const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call);
  if (Operator && Operator->getOperator() == OO_Subscript)
    return ofElement(Object, Arguments.front());
  if (Operator || Model.does(Effect::TellsApart | Effect::ReturnsArgument |
                             Effect::ReturnsIterator | Effect::BeginsRange |
                             Effect::EndsRange))
    return joined({Call->getArgs(), Call->getNumArgs()});
  if (Model.does(Effect::Limits)) {
    // No larger than the least of them.
    auto isFew = [](const KeySource &S) {
      return S.Origin <= KeyOrigin::Unknown && S.Parts.empty();
    };
    KeySource Least = of(Arguments.front());
    for (const Expr *A : llvm::drop_begin(Arguments)) {
      KeySource Other = of(A);
      if (isFew(Other) || (!isFew(Least) && Other.Origin < Least.Origin))
        Least = Other;
    }
    return Least;
  }
  return source(KeyOrigin::Unknown, Loc);
}

KeySource KeySources::returned() {
  KeySource Result;
  for (const ReturnStmt *R : writes().returns())
    if (R->getRetValue())
      Result.join(of(R->getRetValue()));
  return Result;
}

KeySource KeySources::ofResult(const FunctionDecl *Callee, const Expr *Object,
                               ArrayRef<const Expr *> Arguments,
                               SourceLocation Loc) {
  const FunctionDecl *Definition = nullptr;
  if (!Callee->hasBody(Definition) || Definition->isDependentContext() ||
      !Definition->getBody()) {
    // `request.id()` tells something of the request.
    const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
    return Object && Method && Method->isConst() && Arguments.empty()
               ? of(Object)
               : source(KeyOrigin::Unknown, Loc);
  }
  if (!mayEnter(*Definition))
    return source(KeyOrigin::Unknown, Loc);
  return inOwnWords(KeySources(Unit, Definition, this).returned(), *Definition,
                    Object, Arguments, Loc);
}

KeySource KeySources::inOwnWords(const KeySource &Inner,
                                 const FunctionDecl &Callee, const Expr *Object,
                                 ArrayRef<const Expr *> Arguments,
                                 SourceLocation Loc) {
  KeySource Result;
  Result.Origin = Inner.Origin;
  Result.Loc = Inner.Loc;
  for (const KeyPart &Part : Inner.Parts) {
    const auto *Parameter =
        dyn_cast_or_null<ParmVarDecl>(Unit.declOf(Part.Parameter));
    const auto *F = cast_or_null<FieldDecl>(Unit.declOf(Part.Field));
    if (Parameter && Parameter->getDeclContext() != &Callee) {
      KeySource Around;
      Around.Parts.push_back(Part);
      Result.join(Around);
      continue;
    }
    const Expr *Given = Object;
    if (Parameter)
      Given = Parameter->getFunctionScopeIndex() < Arguments.size()
                  ? Arguments[Parameter->getFunctionScopeIndex()]
                  : nullptr;
    KeySource Passed = !Given ? source(KeyOrigin::Unknown, Loc)
                       : F    ? ofField(Given, F)
                              : of(Given);
    Result.join(Part.Limits ? Passed.limited() : Passed);
  }
  return Result;
}

} // namespace torchleak
