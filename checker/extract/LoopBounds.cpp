//===- LoopBounds.cpp - How many rounds a loop says it has ----------------===//

#include "extract/LoopBounds.h"
#include "extract/FactGenerator.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace torchleak {

/// The variable, or the member of this object, that an expression is.
static const ValueDecl *variableOf(const Expr *E) {
  E = E ? ignoreWrappers(E) : nullptr;
  if (const auto *Name = dyn_cast_or_null<DeclRefExpr>(E))
    return dyn_cast<VarDecl>(Name->getDecl());
  if (const auto *Member = dyn_cast_or_null<MemberExpr>(E))
    if (isa<CXXThisExpr>(ignoreWrappers(Member->getBase())))
      return dyn_cast<FieldDecl>(Member->getMemberDecl());
  return nullptr;
}

static bool mentions(const Stmt *S, const ValueDecl *V) {
  if (!S)
    return false;
  if (const auto *E = dyn_cast<Expr>(S))
    if (variableOf(E) == V)
      return true;
  return llvm::any_of(S->children(),
                      [&](const Stmt *Child) { return mentions(Child, V); });
}

/// \p E makes the variable from what it was: `++i`, `i += 2`, `p = p->next`.
static bool advances(const Expr *E, const ValueDecl *V) {
  if (const auto *Step = dyn_cast<UnaryOperator>(E))
    return Step->isIncrementDecrementOp() &&
           variableOf(Step->getSubExpr()) == V;
  if (const auto *Set = dyn_cast<BinaryOperator>(E))
    return Set->isAssignmentOp() && variableOf(Set->getLHS()) == V &&
           (Set->isCompoundAssignmentOp() || mentions(Set->getRHS(), V));
  const auto *Call = dyn_cast<CXXOperatorCallExpr>(E);
  if (!Call || Call->getNumArgs() == 0 || variableOf(Call->getArg(0)) != V)
    return false;
  OverloadedOperatorKind Operator = Call->getOperator();
  return Operator == OO_PlusPlus || Operator == OO_MinusMinus ||
         Operator == OO_PlusEqual || Operator == OO_MinusEqual;
}

static bool isAdvancedIn(const ValueDecl *V, const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return false;
  if (const auto *E = dyn_cast<Expr>(S); E && advances(E, V))
    return true;
  return llvm::any_of(
      S->children(), [&](const Stmt *Child) { return isAdvancedIn(V, Child); });
}

namespace {

class BoundFinder {
public:
  BoundFinder(const Stmt &Loop, const ASTContext &Context)
      : Loop(Loop), Context(Context) {}

  LoopBound find(const Expr *Condition) const {
    Condition = Condition ? ignoreWrappers(Condition) : nullptr;
    if (!Condition)
      return LoopBound::None;
    if (const auto *Both = dyn_cast<BinaryOperator>(Condition)) {
      if (Both->getOpcode() == BO_LAnd)
        return std::max(find(Both->getLHS()), find(Both->getRHS()));
      if (Both->getOpcode() == BO_LOr)
        return std::min(find(Both->getLHS()), find(Both->getRHS()));
      if (Both->isRelationalOp() || Both->getOpcode() == BO_NE)
        return std::max(ofSides(*Both, /*Swapped=*/false),
                        ofSides(*Both, /*Swapped=*/true));
      return LoopBound::None;
    }
    if (std::optional<ObjectComparison> Ends = comparisonOf(Condition))
      return !Ends->Equal && (counts(Ends->Left) || counts(Ends->Right))
                 ? LoopBound::Counted
                 : LoopBound::None;
    // `while (n--)`, `while (node)`
    if (const ValueDecl *V = counts(Condition))
      return startsAtNumber(V) ? LoopBound::Constant : LoopBound::Counted;
    return LoopBound::None;
  }

private:
  LoopBound ofSides(const BinaryOperator &Comparison, bool Swapped) const {
    const Expr *Counter = Comparison.getLHS(), *End = Comparison.getRHS();
    if (Swapped)
      std::swap(Counter, End);
    const ValueDecl *V = counts(Counter);
    if (!V)
      return LoopBound::None;
    // Counting up to a number is a number of rounds, wherever it starts.
    bool Up = Comparison.getOpcode() == (Swapped ? BO_GT : BO_LT) ||
              Comparison.getOpcode() == (Swapped ? BO_GE : BO_LE);
    return isNumber(End) && (Up || startsAtNumber(V)) ? LoopBound::Constant
                                                      : LoopBound::Counted;
  }

  /// The variable that \p E is, or `i--` advances, if the loop counts with it.
  const ValueDecl *counts(const Expr *E) const {
    E = ignoreWrappers(E);
    if (const auto *Step = dyn_cast<UnaryOperator>(E))
      if (Step->isIncrementDecrementOp())
        E = Step->getSubExpr();
    const ValueDecl *V = variableOf(E);
    if (!V)
      return nullptr;
    QualType T = V->getType().getNonReferenceType();
    // A number that approaches another, or a flag, is no count.
    bool MayCount = T->isPointerType() || T->isRecordType() ||
                    (T->isIntegralOrEnumerationType() && !T->isBooleanType());
    return MayCount && isAdvancedIn(V, &Loop) ? V : nullptr;
  }

  bool isNumber(const Expr *E) const {
    Expr::EvalResult Result;
    return E && !E->isValueDependent() && E->EvaluateAsInt(Result, Context);
  }
  bool startsAtNumber(const ValueDecl *V) const {
    const auto *Variable = dyn_cast<VarDecl>(V);
    return Variable && Variable->getType()->isIntegerType() &&
           isNumber(Variable->getInit());
  }

  const Stmt &Loop;
  const ASTContext &Context;
};

} // namespace

LoopBound boundOf(const Stmt &Loop, const ASTContext &Context) {
  BoundFinder Finder(Loop, Context);
  if (const auto *For = dyn_cast<ForStmt>(&Loop))
    return Finder.find(For->getCond());
  if (const auto *While = dyn_cast<WhileStmt>(&Loop))
    return Finder.find(While->getCond());
  if (const auto *Do = dyn_cast<DoStmt>(&Loop))
    return Finder.find(Do->getCond());
  if (const auto *Range = dyn_cast<CXXForRangeStmt>(&Loop)) {
    const Expr *Init = Range->getRangeInit();
    bool Written =
        Init &&
        (Init->getType()->isConstantArrayType() ||
         isa<CXXStdInitializerListExpr>(Init->IgnoreImplicitAsWritten()) ||
         isa<InitListExpr>(Init->IgnoreUnlessSpelledInSource()));
    return Written ? LoopBound::Constant : LoopBound::Counted;
  }
  // A way back that is no loop statement: the benign answer.
  return LoopBound::Counted;
}

} // namespace torchleak
