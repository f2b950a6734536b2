//===- OneWayVariables.cpp - Flags and counters ---------------------------===//

#include "extract/OneWayVariables.h"
#include "extract/FactGenerator.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

/// The variable or field of an integral type that \p E names, if it does.
static const ValueDecl *namedBy(const Expr *E) {
  const ValueDecl *D = nullptr;
  if (const auto *Name = dyn_cast<DeclRefExpr>(E))
    D = dyn_cast<VarDecl>(Name->getDecl());
  else if (const auto *Member = dyn_cast<MemberExpr>(E))
    D = dyn_cast<FieldDecl>(Member->getMemberDecl());
  if (!D || !D->getType()->isIntegralOrEnumerationType())
    return nullptr;
  return cast<ValueDecl>(D->getCanonicalDecl());
}

static std::optional<int64_t> constantOf(const Expr *E,
                                         const ASTContext &Context) {
  Expr::EvalResult Result;
  if (E->isValueDependent() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(Result, Context))
    return std::nullopt;
  return Result.Val.getInt().tryExtValue();
}

const ValueDecl *OneWayVariables::writtenBy(const Stmt *S) const {
  const Expr *Written = nullptr;
  if (const auto *Unary = dyn_cast<UnaryOperator>(S);
      Unary && Unary->isIncrementDecrementOp())
    Written = Unary->getSubExpr();
  else if (const auto *Binary = dyn_cast<BinaryOperator>(S);
           Binary && Binary->isAssignmentOp())
    Written = Binary->getLHS();
  else if (const auto *Call = dyn_cast<CallExpr>(S);
           Call && Calls.lookup(Call).does(Effect::Exchanges))
    Written = Call->getArg(0);
  return Written ? namedBy(Written->IgnoreParens()) : nullptr;
}

namespace {

class WriteReader : public DynamicRecursiveASTVisitor {
public:
  WriteReader(const ASTContext &Context, const TorchTypes &Types,
              const CallModel &Calls,
              llvm::DenseMap<const ValueDecl *, VariableWrites> &Writes,
              llvm::DenseSet<const CXXRecordDecl *> &Overwritten)
      : Context(Context), Types(Types), Calls(Calls), Writes(Writes),
        Overwritten(Overwritten) {
    ShouldVisitTemplateInstantiations = true;
    ShouldVisitImplicitCode = false;
  }

  bool TraverseDecl(Decl *D) override {
    if (D && !isa<TranslationUnitDecl>(D) &&
        Types.isLibraryCode(D->getLocation()))
      return true;
    return DynamicRecursiveASTVisitor::TraverseDecl(D);
  }

  // What a constructor leaves is the start, whoever it is of.
  bool TraverseCXXConstructorDecl(CXXConstructorDecl *) override {
    return true;
  }

  bool VisitDeclRefExpr(DeclRefExpr *E) override { return mention(E); }
  bool VisitMemberExpr(MemberExpr *E) override { return mention(E); }

  bool VisitImplicitCastExpr(ImplicitCastExpr *E) override {
    if (E->getCastKind() == CK_LValueToRValue)
      understood(E->getSubExpr());
    return true;
  }

  bool VisitUnaryOperator(UnaryOperator *E) override {
    if (!E->isIncrementDecrementOp())
      return true;
    if (VariableWrites *W = understood(E->getSubExpr()))
      (E->isIncrementOp() ? W->Increases : W->Other) = true;
    return true;
  }

  bool VisitBinaryOperator(BinaryOperator *E) override {
    if (!E->isAssignmentOp())
      return true;
    VariableWrites *W = understood(E->getLHS());
    if (!W)
      return true;
    std::optional<int64_t> Constant = constantOf(E->getRHS(), Context);
    if (E->getOpcode() == BO_Assign && Constant)
      W->Constants.push_back(*Constant);
    else if (E->getOpcode() == BO_AddAssign && (!Constant || *Constant >= 0))
      W->Increases = true; // of a size or a count
    else
      W->Other = true;
    return true;
  }

  bool VisitCallExpr(CallExpr *E) override {
    if (Calls.lookup(E).does(Effect::Exchanges))
      if (VariableWrites *W = understood(E->getArg(0))) {
        std::optional<int64_t> Constant = constantOf(E->getArg(1), Context);
        W->Other |= !Constant;
        if (Constant)
          W->Constants.push_back(*Constant);
      }
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
        Operator && Operator->isAssignmentOp())
      if (const CXXRecordDecl *R =
              Operator->getArg(0)->getType()->getAsCXXRecordDecl())
        overwrite(R->getCanonicalDecl());
    return true;
  }

private:
  bool mention(const Expr *E) {
    if (const ValueDecl *D = namedBy(E))
      ++Writes[D].Mentions;
    return true;
  }

  VariableWrites *understood(const Expr *E) {
    const ValueDecl *D = namedBy(E->IgnoreParens());
    if (!D)
      return nullptr;
    ++Writes[D].Understood;
    return &Writes[D];
  }

  void overwrite(const CXXRecordDecl *R) {
    if (!Overwritten.insert(R).second || !R->hasDefinition())
      return;
    for (const FieldDecl *Field : R->getDefinition()->fields())
      if (const CXXRecordDecl *Part = Field->getType()->getAsCXXRecordDecl())
        overwrite(Part->getCanonicalDecl());
  }

  const ASTContext &Context;
  const TorchTypes &Types;
  const CallModel &Calls;
  llvm::DenseMap<const ValueDecl *, VariableWrites> &Writes;
  llvm::DenseSet<const CXXRecordDecl *> &Overwritten;
};

} // namespace

void OneWayVariables::readFunction(const FunctionDecl *F) {
  const FunctionDecl *Definition = nullptr;
  if (isa<CXXConstructorDecl>(F) || !F->hasBody(Definition) ||
      !ReadFunctions.insert(Definition).second)
    return;
  WriteReader(Context, Types, Calls, Writes, Overwritten)
      .TraverseStmt(Definition->getBody());
}

void OneWayVariables::readScope() {
  if (std::exchange(HasReadScope, true))
    return;
  WriteReader Reader(Context, Types, Calls, Writes, Overwritten);
  for (Decl *D : Context.getTraversalScope())
    Reader.TraverseDecl(D);
}

bool OneWayVariables::readMethods(const CXXRecordDecl *R) {
  auto [It, New] = InSight.try_emplace(R, true);
  if (!New)
    return It->second;
  bool All = !R->hasFriends() && R->getDescribedClassTemplate() == nullptr;
  for (const CXXMethodDecl *Method : R->methods()) {
    if (Method->isDefaulted() || Method->isDeleted() || Method->isPureVirtual())
      continue;
    // What is not instantiated does not run.
    if (Method->hasBody())
      readFunction(Method);
    else if (!Method->getTemplateInstantiationPattern())
      All = false;
  }
  for (const Decl *D : R->decls())
    if (isa<FunctionTemplateDecl>(D) ||
        (isa<CXXRecordDecl>(D) && !cast<CXXRecordDecl>(D)->isImplicit()))
      All = false; // They may write it too.
  return InSight[R] = All;
}

bool OneWayVariables::countsUp(const ValueDecl *D) {
  D = cast<ValueDecl>(D->getCanonicalDecl());
  if (!D->getType()->isIntegralOrEnumerationType())
    return false;
  const VariableWrites *W = writesOf(D);
  return W && W->Increases && W->Constants.empty();
}

bool OneWayVariables::isSettled(const ValueDecl *D) {
  D = cast<ValueDecl>(D->getCanonicalDecl());
  const VariableWrites *W =
      D->getType()->isIntegralOrEnumerationType() ? writesOf(D) : nullptr;
  return W && !W->Increases && W->Constants.empty();
}

const VariableWrites *OneWayVariables::writesOf(const ValueDecl *D) {
  bool InMainFile = Context.getSourceManager().isInMainFile(D->getLocation());
  if (const auto *Field = dyn_cast<FieldDecl>(D)) {
    const auto *Record = dyn_cast<CXXRecordDecl>(Field->getParent());
    if (!Record)
      return nullptr;
    if (InMainFile)
      readScope();
    else if (Field->getAccess() != AS_private || !readMethods(Record))
      return nullptr;
    if (Overwritten.contains(Record->getCanonicalDecl()))
      return nullptr;
  } else if (const auto *F = dyn_cast_or_null<FunctionDecl>(
                 D->getParentFunctionOrMethod())) {
    if (isa<ParmVarDecl>(D))
      return nullptr; // It has another value in each call.
    readFunction(F);
  } else if (InMainFile) {
    readScope();
  } else {
    return nullptr;
  }
  const VariableWrites &W = Writes[D];
  return W.Other || W.Mentions != W.Understood ? nullptr : &W;
}

namespace {
/// What a condition says of a variable on one of its sides.
struct Bound {
  enum KindTy { Equal, NotEqual, Less, NotLess } Kind;
  int64_t Limit;

  Bound negated() const {
    static const KindTy Opposite[] = {NotEqual, Equal, NotLess, Less};
    return {Opposite[Kind], Limit};
  }
  bool holdsFor(int64_t Value) const {
    bool Opposite = Kind == NotEqual || Kind == NotLess;
    bool Positive =
        Kind == Equal || Kind == NotEqual ? Value == Limit : Value < Limit;
    return Positive != Opposite;
  }
  /// A variable that does what \p W says leaves it for good.
  bool isLeftBy(const VariableWrites &W) const {
    if (W.Increases && (Kind == NotEqual || Kind == NotLess))
      return false;
    return (W.Increases || !W.Constants.empty()) &&
           llvm::none_of(W.Constants, [&](int64_t Value) {
             // From below a counter comes there again.
             return holdsFor(Value) || (W.Increases && Value < Limit);
           });
  }
};
} // namespace

static std::optional<Bound> boundOf(BinaryOperatorKind Operator,
                                    int64_t Limit) {
  switch (Operator) {
  case BO_EQ:
    return Bound{Bound::Equal, Limit};
  case BO_NE:
    return Bound{Bound::NotEqual, Limit};
  case BO_LT:
    return Bound{Bound::Less, Limit};
  case BO_GE:
    return Bound{Bound::NotLess, Limit};
  case BO_LE:
    return Bound{Bound::Less, Limit + 1};
  case BO_GT:
    return Bound{Bound::NotLess, Limit + 1};
  default:
    return std::nullopt;
  }
}

std::optional<OneWayVariables::FirstTimes>
OneWayVariables::firstTimes(const Expr *Condition) {
  const Expr *E = ignoreWrappers(Condition);
  bool Negated = false;
  for (const auto *Not = dyn_cast<UnaryOperator>(E);
       Not && Not->getOpcode() == UO_LNot; Not = dyn_cast<UnaryOperator>(E)) {
    E = ignoreWrappers(Not->getSubExpr());
    Negated = !Negated;
  }
  // On the side where the condition is true.
  std::optional<Bound> Says = Bound{Bound::NotEqual, 0};
  if (const auto *Comparison = dyn_cast<BinaryOperator>(E);
      Comparison && Comparison->isComparisonOp()) {
    std::optional<int64_t> Limit = constantOf(Comparison->getRHS(), Context);
    Says = Limit ? boundOf(Comparison->getOpcode(), *Limit) : std::nullopt;
    E = ignoreWrappers(Comparison->getLHS());
  }
  // `if (count++ == 0)`, `if (std::exchange(first, false))`
  if (const auto *Step = dyn_cast<UnaryOperator>(E);
      Step && Step->isIncrementOp())
    E = ignoreWrappers(Step->getSubExpr());
  else if (const auto *Call = dyn_cast<CallExpr>(E);
           Call && Calls.lookup(Call).does(Effect::Exchanges))
    E = ignoreWrappers(Call->getArg(0));
  const ValueDecl *D = namedBy(E);
  const VariableWrites *W = D && Says ? writesOf(D) : nullptr;
  if (!W)
    return std::nullopt;
  if (D->getType()->isBooleanType() && Says->Kind == Bound::NotEqual)
    Says = Bound{Bound::Equal, !Says->Limit};
  if (Says->isLeftBy(*W))
    return FirstTimes{E, D, !Negated};
  if (Says->negated().isLeftBy(*W))
    return FirstTimes{E, D, Negated};
  return std::nullopt;
}

} // namespace torchleak
