//===- LocalWrites.cpp - What a function writes to its variables ----------===//

#include "extract/LocalWrites.h"
#include "extract/FactGenerator.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"

using namespace clang;

namespace torchleak {

namespace {

/// A variable, the field of it, and the elements on the way to what is written.
struct Target {
  const ValueDecl *Variable = nullptr;
  const FieldDecl *Field = nullptr;
  SmallVector<const Expr *, 1> Keys;
  bool Keyed = false;
};

} // namespace

static Target targetOf(const Expr *E, const TorchTypes *Types = nullptr) {
  Target T;
  auto chosenBy = [&](const Expr *Key, const Expr *In) {
    T.Keys.push_back(Key);
    T.Keyed |= Types && Types->isKeyedContainer(objectType(In));
  };
  while (E) {
    E = ignoreWrappers(E);
    if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
      T.Variable = Name->getDecl();
      break;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(E)) {
      T.Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
      E = Member->getBase();
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
      chosenBy(Subscript->getIdx(), Subscript->getBase());
      E = Subscript->getBase();
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
      E = Unary->getSubExpr();
    } else if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
      if (Operator->getOperator() == OO_Subscript)
        chosenBy(Operator->getArg(1), Operator->getArg(0));
      E = Operator->getNumArgs() ? Operator->getArg(0) : nullptr;
    } else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
      for (const Expr *A : Call->arguments())
        chosenBy(A, Call->getImplicitObjectArgument());
      E = Call->getImplicitObjectArgument();
    } else {
      break;
    }
  }
  return T;
}

const ValueDecl *baseVariable(const Expr *E) { return targetOf(E).Variable; }

const Expr *limitIn(const Expr *Condition, const VarDecl *V) {
  const Expr *E = Condition ? ignoreWrappers(Condition) : nullptr;
  const Expr *Left = nullptr, *Right = nullptr;
  if (const auto *Binary = dyn_cast_or_null<BinaryOperator>(E)) {
    if (Binary->getOpcode() == BO_LAnd) {
      const Expr *First = limitIn(Binary->getLHS(), V);
      return First ? First : limitIn(Binary->getRHS(), V);
    }
    if (Binary->isRelationalOp() || Binary->getOpcode() == BO_NE) {
      Left = Binary->getLHS();
      Right = Binary->getRHS();
    }
  } else if (std::optional<ObjectComparison> Ends = comparisonOf(E)) {
    Left = Ends->Left;
    Right = Ends->Right;
  }
  if (!Left)
    return nullptr;
  return baseVariable(Left) == V    ? Right
         : baseVariable(Right) == V ? Left
                                    : nullptr;
}

static bool mentions(const Stmt *S, const ValueDecl *D) {
  if (!S)
    return false;
  if (const auto *Name = dyn_cast<DeclRefExpr>(S))
    return Name->getDecl() == D;
  return llvm::any_of(S->children(),
                      [&](const Stmt *Child) { return mentions(Child, D); });
}

/// `(i + 1) % n` comes back to where it was.
static bool comesBack(const Expr *E) {
  const auto *Binary = dyn_cast<BinaryOperator>(ignoreWrappers(E));
  return Binary &&
         (Binary->getOpcode() == BO_Rem || Binary->getOpcode() == BO_And);
}

class WriteCollector : public DynamicRecursiveASTVisitor {
public:
  WriteCollector(const TorchTypes &Types, const CallModel &Calls,
                 LocalWrites &Into)
      : Types(Types), Calls(Calls), Into(Into) {}

  bool TraverseForStmt(ForStmt *S) override {
    // What the loop begins with happens before it.
    TraverseStmt(S->getInit());
    return inLoop(S, {S->getConditionVariableDeclStmt(), S->getCond(),
                      S->getBody(), S->getInc()});
  }
  bool TraverseWhileStmt(WhileStmt *S) override {
    return inLoop(
        S, {S->getConditionVariableDeclStmt(), S->getCond(), S->getBody()});
  }
  bool TraverseDoStmt(DoStmt *S) override {
    return inLoop(S, {S->getBody(), S->getCond()});
  }
  bool TraverseCXXForRangeStmt(CXXForRangeStmt *S) override {
    Into.Ranges[S->getLoopVariable()] = S;
    TraverseStmt(S->getRangeInit());
    return inLoop(S, {S->getLoopVarStmt(), S->getBody()});
  }
  // Another function.
  bool TraverseLambdaExpr(LambdaExpr *) override { return true; }

  bool VisitVarDecl(VarDecl *V) override {
    Into.DeclaredIn[V] = Loops;
    return true;
  }
  bool VisitReturnStmt(ReturnStmt *R) override {
    Into.Returns.push_back(R);
    return true;
  }
  bool VisitUnaryOperator(UnaryOperator *E) override {
    if (E->isIncrementDecrementOp())
      note(E->getSubExpr(), nullptr, LocalWrite::Counts);
    return true;
  }
  bool VisitBinaryOperator(BinaryOperator *B) override {
    bool Steps =
        B->isCompoundAssignmentOp() &&
        (B->getOpcode() == BO_AddAssign || B->getOpcode() == BO_SubAssign) &&
        !B->getRHS()->isValueDependent() &&
        B->getRHS()->isEvaluatable(Types.context());
    if (B->isAssignmentOp())
      set(B->getLHS(), B->getRHS(),
          Steps                         ? LocalWrite::Counts
          : B->isCompoundAssignmentOp() ? LocalWrite::Folds
                                        : LocalWrite::Sets);
    return true;
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *Call) override {
    OverloadedOperatorKind Kind = Call->getOperator();
    if (Kind == OO_PlusPlus || Kind == OO_MinusMinus)
      note(Call->getArg(0), nullptr, LocalWrite::Counts);
    else if (Call->getNumArgs() == 2 &&
             (Call->isAssignmentOp() || Kind == OO_LessLess))
      set(Call->getArg(0), Call->getArg(1),
          Kind == OO_Equal ? LocalWrite::Sets : LocalWrite::Folds);
    return true;
  }
  bool VisitCallExpr(CallExpr *Call) override {
    // `std::getline(in, line)`, `in >> id`
    if (Calls.lookup(Call).does(Effect::ReadsInput))
      for (const Expr *A : Call->arguments())
        if (A->isLValue() && !A->getType().isConstQualified())
          note(A, Call);
    if (Calls.lookup(Call).does(Effect::Swaps | Effect::Exchanges |
                                Effect::EmptiesArgument))
      for (const Expr *A : Call->arguments())
        noteDrained(A);
    noteOutParameters(Call);
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *Call) override {
    const auto *Method = Call->getMethodDecl();
    if (!Method || Method->isConst())
      return true;
    const CallEffects Model = Calls.lookup(Call);
    if (Model.does(Effect::Drops))
      noteDrained(Call->getImplicitObjectArgument());
    if (Model.does(Effect::DropsOther))
      for (const Expr *A : Call->arguments())
        noteDrained(A);
    // A size, a position or what is taken out is no content.
    if (Model.does(Effect::Asks | Effect::ReturnsElement) ||
        (Model.does(Effect::Drops) && Call->getNumArgs() < 2))
      return true;
    for (const Expr *A : Call->arguments())
      note(Call->getImplicitObjectArgument(), A,
           Model.does(Effect::Inserts) && isText(Call) ? LocalWrite::Folds
                                                       : LocalWrite::Sets);
    return true;
  }

private:
  bool isText(const CXXMemberCallExpr *Call) const {
    return Types.isText(objectType(Call->getImplicitObjectArgument()));
  }
  bool inLoop(Stmt *Loop, std::initializer_list<Stmt *> Parts) {
    Loops.push_back(Loop);
    for (Stmt *Part : Parts)
      TraverseStmt(Part);
    Loops.pop_back();
    return true;
  }
  void set(const Expr *To, const Expr *What, LocalWrite::HowTy How) {
    const ValueDecl *D = baseVariable(To);
    if (comesBack(What))
      How = LocalWrite::Sets;
    else if (How == LocalWrite::Sets && D && mentions(What, D))
      How = isStep(What, D) ? LocalWrite::Counts : LocalWrite::Folds;
    note(To, What, How);
  }
  /// `i + 2`, of a new value of \p D.
  bool isStep(const Expr *What, const ValueDecl *D) const {
    const auto *Sum = dyn_cast<BinaryOperator>(ignoreWrappers(What));
    if (!Sum || !Sum->isAdditiveOp())
      return false;
    return (!mentions(Sum->getLHS(), D) || !mentions(Sum->getRHS(), D)) &&
           (Sum->getLHS()->isEvaluatable(Types.context()) ||
            Sum->getRHS()->isEvaluatable(Types.context()));
  }
  void note(const Expr *To, const Expr *What,
            LocalWrite::HowTy How = LocalWrite::Sets,
            const ParmVarDecl *Through = nullptr) {
    Target T = targetOf(To, &Types);
    if (T.Variable)
      Into.Writes[T.Variable].push_back(
          {T.Field, What, Through, std::move(T.Keys), T.Keyed, How, Loops});
  }
  void noteDrained(const Expr *E) {
    E = ignoreWrappers(E);
    if (const auto *Member = dyn_cast<MemberExpr>(E))
      Into.Drained.insert(Member->getMemberDecl());
    else if (const auto *Name = dyn_cast<DeclRefExpr>(E))
      Into.Drained.insert(Name->getDecl());
  }
  /// `while (jobs.receive(job))`
  void noteOutParameters(const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || Types.isLibraryCode(Callee->getLocation()))
      return;
    const FunctionDecl *Definition = Callee;
    Callee->hasBody(Definition);
    for (auto [A, Parameter] :
         llvm::zip(CallModel::argumentsOf(Call), Definition->parameters())) {
      QualType T = Parameter->getType();
      if ((T->isLValueReferenceType() || T->isPointerType()) &&
          !T->getPointeeType().isConstQualified())
        note(A, Call, LocalWrite::Sets, Parameter);
    }
  }

  const TorchTypes &Types;
  const CallModel &Calls;
  LocalWrites &Into;
  LoopStack Loops;
};

LocalWrites::LocalWrites(const TorchTypes &Types, const CallModel &Calls,
                         const FunctionDecl &Function) {
  if (Stmt *Body = Function.getBody())
    WriteCollector(Types, Calls, *this).TraverseStmt(Body);
}

ArrayRef<LocalWrite> LocalWrites::of(const ValueDecl *D) const {
  auto It = Writes.find(D);
  return It == Writes.end() ? ArrayRef<LocalWrite>() : It->second;
}

LoopStack LocalWrites::loopsOf(const LocalWrite &W, const ValueDecl *D) const {
  auto It = DeclaredIn.find(D);
  if (It == DeclaredIn.end())
    return W.Loops;
  return LoopStack(
      llvm::drop_begin(W.Loops, std::min(It->second.size(), W.Loops.size())));
}

} // namespace torchleak
