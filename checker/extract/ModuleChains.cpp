//===- ModuleChains.cpp - Which modules a sequence of modules runs --------===//

#include "extract/ModuleChains.h"
#include "extract/FactGenerator.h"
#include "program/Budget.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"

using namespace clang;

namespace torchleak {

static const ValueDecl *namedBy(const Expr *E) {
  E = E ? ignoreWrappers(E) : nullptr;
  // `holder->`, `(*holder).`
  while (const auto *Arrow = dyn_cast_or_null<CXXOperatorCallExpr>(E)) {
    if (Arrow->getOperator() != OO_Arrow && Arrow->getOperator() != OO_Star)
      return nullptr;
    E = ignoreWrappers(Arrow->getArg(0));
  }
  const ValueDecl *D = nullptr;
  if (const auto *Name = dyn_cast_or_null<DeclRefExpr>(E))
    D = Name->getDecl();
  else if (const auto *Member = dyn_cast_or_null<MemberExpr>(E))
    D = Member->getMemberDecl();
  return D ? cast<ValueDecl>(D->getCanonicalDecl()) : nullptr;
}

class ModuleChains::Reader : public DynamicRecursiveASTVisitor {
public:
  explicit Reader(ModuleChains &Into) : Into(Into), Types(Into.Types) {
    ShouldVisitTemplateInstantiations = true;
  }

  bool TraverseDecl(Decl *D) override {
    if (D && !isa<TranslationUnitDecl>(D) &&
        Types.isLibraryCode(D->getLocation()))
      return true;
    return DynamicRecursiveASTVisitor::TraverseDecl(D);
  }

  bool VisitVarDecl(VarDecl *V) override { return made(V, V->getInit()); }
  bool VisitFieldDecl(FieldDecl *Field) override {
    return made(Field, Field->getInClassInitializer());
  }
  bool TraverseConstructorInitializer(CXXCtorInitializer *Init) override {
    if (const FieldDecl *Field = Init->getAnyMember();
        Field && Init->isWritten())
      made(Field, Init->getInit());
    return DynamicRecursiveASTVisitor::TraverseConstructorInitializer(Init);
  }
  bool VisitCXXOperatorCallExpr(CXXOperatorCallExpr *E) override {
    if (E->getOperator() == OO_Equal && E->getNumArgs() == 2)
      if (const ValueDecl *D = namedBy(E->getArg(0)))
        made(D, E->getArg(1));
    return true;
  }
  bool VisitCXXMemberCallExpr(CXXMemberCallExpr *E) override {
    const CXXMethodDecl *Method = E->getMethodDecl();
    const Expr *Object = E->getImplicitObjectArgument();
    if (!Method || !Object || E->getNumArgs() == 0 ||
        !Types.isModuleSequence(Types.moduleOf(objectType(Object))) ||
        !Into.Calls.lookup(E).does(Effect::Inserts | Effect::RegistersModule))
      return true;
    if (const ValueDecl *D = namedBy(Object)) {
      Chain Added;
      collect(E->getArg(E->getNumArgs() - 1), Added);
      append(Into.Chains[D], Added);
    }
    return true;
  }

private:
  static void append(Chain &To, ArrayRef<const CXXRecordDecl *> Added) {
    for (const CXXRecordDecl *Module : Added)
      if (!isOver(Budget::SequenceModules, To.size() + 1))
        To.push_back(Module);
  }

  bool made(const ValueDecl *D, const Expr *Init) {
    if (!Init || !Types.isModuleSequence(Types.moduleOf(D->getType())))
      return true;
    Chain Held;
    collect(Init, Held);
    if (!Held.empty())
      Into.Chains[cast<ValueDecl>(D->getCanonicalDecl())] = std::move(Held);
    return true;
  }

  /// The modules in \p E, in their order; those of a sequence in its place.
  void collect(const Stmt *S, Chain &Out) {
    const auto *E = dyn_cast_or_null<Expr>(S);
    if (!E)
      return;
    E = ignoreWrappers(E);
    const CXXRecordDecl *Module = Types.moduleOf(E->getType());
    if (Module && !Types.isModuleSequence(Module)) {
      Out.push_back(Module);
      return;
    }
    if (Module) {
      if (const ValueDecl *D = namedBy(E)) {
        append(Out, Chain(Into.Chains.lookup(D)));
        return;
      }
      const auto *Call = dyn_cast<CallExpr>(E);
      const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
      const FunctionDecl *Body = nullptr;
      if (Callee && !Types.isLibraryCode(Callee->getLocation()) &&
          Callee->hasBody(Body))
        return append(Out, madeBy(Body));
    }
    // Not the object that a call runs on: `register_module("body", ...)`.
    if (const auto *Call = dyn_cast<CallExpr>(E)) {
      for (const Expr *A : Call->arguments())
        collect(A, Out);
      return;
    }
    for (const Stmt *Child : E->children())
      collect(Child, Out);
  }

  /// What a function that makes a sequence puts into it.
  Chain madeBy(const FunctionDecl *Function) {
    // One that calls itself on the way makes nothing more.
    if (auto [It, New] = Made.try_emplace(Function); !New)
      return It->second;
    // Its variables may not have been met yet.
    TraverseStmt(Function->getBody());
    Chain Returned;
    collectReturned(Function->getBody(), Returned);
    return Made[Function] = std::move(Returned);
  }

  void collectReturned(const Stmt *S, Chain &Out) {
    if (const auto *Return = dyn_cast_or_null<ReturnStmt>(S))
      return collect(Return->getRetValue(), Out);
    if (S && !isa<LambdaExpr>(S))
      for (const Stmt *Child : S->children())
        collectReturned(Child, Out);
  }

  ModuleChains &Into;
  const TorchTypes &Types;
  llvm::DenseMap<const FunctionDecl *, Chain> Made;
};

const ModuleChains::Chain &ModuleChains::of(const ValueDecl *Sequence) {
  if (!std::exchange(HasRead, true)) {
    Reader All(*this);
    for (Decl *D : Context.getTraversalScope())
      All.TraverseDecl(D);
  }
  return Chains[cast<ValueDecl>(Sequence->getCanonicalDecl())];
}

} // namespace torchleak
