//===- KeySources.cpp - Reads where a key comes from ----------------------===//

#include "extract/KeySources.h"
#include "extract/FactGenerator.h"
#include "extract/OneWayVariables.h"
#include "extract/SpotMap.h"
#include "model/operators/Operators.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace clang;

namespace torchleak {

KeySource KeySources::source(KeyOrigin Origin, SourceLocation Loc) {
  return {Origin, 0, Spots.spot(Loc)};
}

/// The variable that \p E is, or is a part or an element of.
static const ValueDecl *variableOf(const Expr *E) {
  while (E) {
    E = ignoreWrappers(E);
    if (const auto *Name = dyn_cast<DeclRefExpr>(E))
      return Name->getDecl();
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      E = Member->getBase();
    else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E))
      E = Subscript->getBase();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
      E = Unary->getSubExpr();
    else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E))
      E = Operator->getNumArgs() ? Operator->getArg(0) : nullptr;
    else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E))
      E = Call->getImplicitObjectArgument();
    else
      return nullptr;
  }
  return nullptr;
}

namespace {

/// Collects what is written to the variables of a body.
class WriteCollector : public DynamicRecursiveASTVisitor {
public:
  using Map = llvm::DenseMap<const ValueDecl *, SmallVector<const Expr *, 2>>;
  WriteCollector(Map &Writes) : Writes(Writes) {}

  bool VisitBinaryOperator(BinaryOperator *B) override {
    if (B->isAssignmentOp())
      note(B->getLHS(), B->getRHS());
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *Call) override {
    OverloadedOperatorKind Kind = Call->getOperator();
    if (Call->getNumArgs() == 2 &&
        (Call->isAssignmentOp() || Kind == OO_LessLess ||
         Kind == OO_GreaterGreater))
      note(Call->getArg(0), Call->getArg(1));
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) override {
    const auto *Method = Call->getMethodDecl();
    if (Method && !Method->isConst())
      for (const Expr *A : Call->arguments())
        note(Call->getImplicitObjectArgument(), A);
    return true;
  }
  bool TraverseLambdaExpr(LambdaExpr *) override { return true; }

  llvm::SmallVector<const ReturnStmt *, 2> Returns;
  bool VisitReturnStmt(ReturnStmt *R) override {
    Returns.push_back(R);
    return true;
  }

private:
  void note(const Expr *To, const Expr *What) {
    if (const ValueDecl *D = variableOf(To))
      Writes[D].push_back(What);
  }
  Map &Writes;
};

} // namespace

void KeySources::readWrites() {
  if (std::exchange(HasWrites, true) || !Function->getBody())
    return;
  WriteCollector(Writes).TraverseStmt(Function->getBody());
}

KeySource KeySources::of(const Expr *E) {
  E = E ? ignoreWrappers(E) : nullptr;
  if (!E)
    return KeySource{KeyOrigin::Unknown};
  if (Depth == MaxDepth)
    return source(KeyOrigin::Unknown, E->getExprLoc());
  llvm::SaveAndRestore Deeper(Depth, Depth + 1);
  QualType T = E->getType().getNonReferenceType();
  const ASTContext &Context = Types.context();
  // As many values as the type has: flags, enumerators, indexes of devices.
  if (T->isBooleanType() || T->isEnumeralType() || Types.isKindOfTensor(T) ||
      (T->isIntegerType() && Context.getTypeSize(T) <= 8) ||
      isa<StringLiteral, CharacterLiteral>(E))
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
    return ofVariable(Name->getDecl(), Loc);
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const Expr *Base = ignoreWrappers(Member->getBase());
    if (isa<CXXThisExpr>(Base))
      return ofLasting(Member->getMemberDecl(), Loc);
    return of(Base);
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
    return of(Subscript->getBase());
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return joined({List->getInits(), List->getNumInits()});
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
    return joined({Construct->getArgs(), Construct->getNumArgs()});
  if (const auto *List = dyn_cast<CXXStdInitializerListExpr>(E))
    return of(List->getSubExpr());
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

KeySource KeySources::ofVariable(const ValueDecl *D, SourceLocation Loc) {
  if (const auto *Binding = dyn_cast<BindingDecl>(D))
    D = cast<ValueDecl>(Binding->getDecomposedDecl());
  const auto *V = dyn_cast<VarDecl>(D);
  if (!V)
    return source(KeyOrigin::Unknown, Loc);
  auto [It, New] = Known.try_emplace(V);
  if (!New) // While it is computed, it is made of itself: nothing new.
    return It->second;
  KeySource Result;
  if (const auto *Parameter = dyn_cast<ParmVarDecl>(V)) {
    unsigned Index = Parameter->getFunctionScopeIndex();
    bool Own = Index < Function->getNumParams() &&
               Function->getParamDecl(Index) == Parameter;
    if (!Own || Index >= KeySource::MaxParameters)
      Result = source(KeyOrigin::Unknown, Loc);
    else
      Result = {KeyOrigin::Fixed, uint64_t(1) << Index, Spots.spot(Loc)};
  } else if (V->hasGlobalStorage()) {
    Result = ofLasting(V, Loc);
  } else if (V->getDeclContext() != Function) {
    Result =
        source(KeyOrigin::Unknown, Loc); // Of the function around a lambda.
  } else {
    Result = ofLocal(V);
  }
  Known[V] = Result;
  return Result;
}

KeySource KeySources::ofLocal(const VarDecl *V) {
  // What a loop is at: an element of what it goes through.
  if (V->isCXXForRangeDecl()) {
    KeySource Result = source(KeyOrigin::Element, V->getLocation());
    const auto *Element = dyn_cast_or_null<Expr>(
        V->getInit() ? ignoreWrappers(V->getInit()) : nullptr);
    const ValueDecl *Iterator = Element ? variableOf(Element) : nullptr;
    if (const auto *Begin = dyn_cast_or_null<VarDecl>(Iterator);
        Begin && Begin->isImplicit() && Begin->getInit())
      if (const auto *Range =
              dyn_cast_or_null<VarDecl>(variableOf(Begin->getInit()));
          Range && Range->isImplicit() && Range->getInit())
        Result.join(of(Range->getInit()));
    return Result;
  }
  readWrites();
  KeySource Result;
  if (V->getInit())
    Result.join(of(V->getInit()));
  auto It = Writes.find(V);
  if (It != Writes.end())
    for (const Expr *What : It->second)
      Result.join(of(What));
  return Result;
}

KeySource KeySources::ofLasting(const ValueDecl *D, SourceLocation Loc) {
  return source(OneWay.countsUp(D) || Types.isAtomicCounter(D->getType())
                    ? KeyOrigin::Counter
                    : KeyOrigin::Unknown,
                Loc);
}

bool KeySources::varies(const Expr *Tensor) const {
  const auto *V = dyn_cast_or_null<VarDecl>(variableOf(Tensor));
  return V && !V->hasGlobalStorage();
}

KeySource KeySources::ofTensorQuery(const CXXMemberCallExpr *Call) {
  const Expr *Tensor = Call->getImplicitObjectArgument();
  SourceLocation Loc = Call->getExprLoc();
  switch (classifyTensorQuery(Call->getMethodDecl()->getNameAsString())) {
  case TensorQuery::Extent:
    return source(varies(Tensor) ? KeyOrigin::Extent : KeyOrigin::Unknown, Loc);
  case TensorQuery::Kind:
    return source(KeyOrigin::Fixed, Loc);
  case TensorQuery::Address:
    return source(KeyOrigin::Address, Loc);
  case TensorQuery::None:
    break;
  }
  return source(KeyOrigin::Unknown, Loc);
}

KeySource KeySources::ofCall(const CallExpr *Call) {
  SourceLocation Loc = Call->getExprLoc();
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee)
    return source(KeyOrigin::Unknown, Loc);
  SmallVector<const Expr *, 4> Arguments(Call->arguments());
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
    const Expr *Object = Member->getImplicitObjectArgument();
    if (Types.isTensor(objectType(Object)))
      return ofTensorQuery(Member);
    if (Types.isLibraryCode(Callee->getLocation())) {
      const CallEffects Model = Calls.lookup(Call);
      // The parameters and children of a module have so many names.
      if (Model.On == Receiver::Module || Model.On == Receiver::Optimizer)
        return source(KeyOrigin::Element, Loc);
      if (Model.does(Effect::Advances))
        return of(Object);
      // `handles[handles.size()] = x`: a number that no entry has yet.
      if (Model.does(Effect::Counts) &&
          Types.isKeyedContainer(objectType(Object)) &&
          Types.keepsHandles(objectType(Object)))
        return source(KeyOrigin::Counter, Loc);
      // Text, shapes and the like: what it is made of.
      Arguments.push_back(Object);
      return joined(Arguments);
    }
    return ofResult(Callee, Arguments);
  }
  if (!Types.isLibraryCode(Callee->getLocation()))
    return isa<CXXOperatorCallExpr>(Call) && isa<CXXMethodDecl>(Callee)
               ? source(KeyOrigin::Unknown, Loc)
               : ofResult(Callee, Arguments);
  if (isa<CXXOperatorCallExpr>(Call))
    return joined(Arguments);
  const CallEffects Model = Calls.lookup(Call);
  if (Model.does(Effect::TellsApart))
    return joined(Arguments);
  if (Model.does(Effect::Limits)) {
    // No larger than the least of them.
    KeySource Least = of(Arguments.front());
    for (const Expr *A : llvm::drop_begin(Arguments)) {
      KeySource Other = of(A);
      if (!Other.mayBeOpen() || (Least.mayBeOpen() && !Other.isOpen()))
        Least = Other;
    }
    return Least;
  }
  return source(KeyOrigin::Unknown, Loc);
}

KeySource KeySources::returned() {
  KeySource Result;
  WriteCollector Collector(Writes);
  Collector.TraverseStmt(Function->getBody());
  HasWrites = true;
  for (const ReturnStmt *R : Collector.Returns)
    if (R->getRetValue())
      Result.join(of(R->getRetValue()));
  return Result;
}

KeySource KeySources::ofResult(const FunctionDecl *Callee,
                               ArrayRef<const Expr *> Arguments) {
  const FunctionDecl *Definition = nullptr;
  SourceLocation Loc =
      Arguments.empty() ? SourceLocation() : Arguments.front()->getExprLoc();
  if (CallDepth == MaxCalls || !Callee->hasBody(Definition) ||
      Definition->isDependentContext() || !Definition->getBody())
    return source(KeyOrigin::Unknown, Loc);
  KeySource Inner =
      KeySources(Types, Calls, OneWay, Spots, Definition, CallDepth + 1)
          .returned();
  KeySource Result{Inner.Origin, 0, Inner.Loc};
  for (auto [I, A] : llvm::enumerate(Arguments))
    if (I < KeySource::MaxParameters && (Inner.Parameters >> I & 1))
      Result.join(of(A));
  return Result;
}

} // namespace torchleak
