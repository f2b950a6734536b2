//===- GuardTypes.cpp - Types whose objects switch grad mode --------------===//

#include "model/TorchTypes.h"
#include "model/TypeParts.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

/// What GradMode::set_enabled() is called with in \p S; true where that is not
/// a constant.
static std::optional<bool> setsGradMode(const Stmt *S, const ASTContext &C) {
  if (!S)
    return std::nullopt;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const auto *Method =
        dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
    if (Method && Method->getIdentifier() &&
        Method->getName() == "set_enabled" &&
        Method->getParent()->getName() == "GradMode" &&
        Call->getNumArgs() == 1) {
      bool Enabled = true;
      const Expr *Argument = Call->getArg(0);
      if (!Argument->isValueDependent() &&
          Argument->EvaluateAsBooleanCondition(Enabled, C))
        return Enabled;
      return true;
    }
  }
  for (const Stmt *Child : S->children())
    if (auto Mode = setsGradMode(Child, C))
      return Mode;
  return std::nullopt;
}

static std::optional<bool> setsGradMode(const FunctionDecl *F,
                                        const ASTContext &C) {
  const FunctionDecl *Definition = F->getDefinition();
  return Definition ? setsGradMode(Definition->getBody(), C) : std::nullopt;
}

std::optional<GuardKind> TorchTypes::guardKind(QualType T) const {
  T = strip(T);
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return std::nullopt;
  llvm::StringRef Name = qualifiedName(R);
  // InferenceMode takes a bool too, with a default of true.
  if (Name == "c10::InferenceMode" || Name == "at::AutoGradMode" ||
      Name == "c10::AutoGradMode")
    return GuardKind::ByArgument;
  // Below autograd's dispatch keys nothing is recorded either.
  if (Name == "at::NoGradGuard" || Name == "c10::NoGradGuard" ||
      Name == "at::AutoDispatchBelowAutograd" ||
      Name == "at::AutoDispatchBelowADInplaceOrView" ||
      Name == "at::AutoNonVariableTypeMode" ||
      llvm::is_contained(Opts.GuardTypes, Name))
    return GuardKind::Off;
  if (!ownedGuard(T).isNull())
    return GuardKind::Maybe;
  // A record that has a guard as a field or base is a guard, and so is one
  // whose constructor sets grad mode and whose destructor sets it back.
  if (!R->hasDefinition() || isModule(R) || isLibraryCode(R->getLocation()))
    return std::nullopt;
  auto [It, New] = GuardCache.try_emplace(T.getAsOpaquePtr(), std::nullopt);
  if (!New)
    return It->second;
  std::optional<GuardKind> Result;
  // One that is sure says more than one that may be off.
  auto combine = [&](std::optional<GuardKind> Kind) {
    if (Kind && Result != GuardKind::Off)
      Result = Kind;
  };
  for (const CXXBaseSpecifier &B : R->getDefinition()->bases())
    combine(guardKind(B.getType()));
  for (const FieldDecl *Field : R->getDefinition()->fields())
    combine(guardKind(Field->getType()));
  if (const CXXDestructorDecl *Destructor = R->getDefinition()->getDestructor();
      Destructor && setsGradMode(Destructor, Context))
    for (const CXXConstructorDecl *Constructor : R->getDefinition()->ctors())
      if (auto Mode = setsGradMode(Constructor, Context))
        combine(*Mode ? GuardKind::Maybe : GuardKind::Off);
  if (Result == GuardKind::ByArgument)
    Result = GuardKind::Maybe;
  GuardCache[T.getAsOpaquePtr()] = Result;
  return Result;
}

QualType TorchTypes::ownedGuard(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  llvm::StringRef Name = R ? qualifiedName(R) : "";
  if (Name != "std::optional" && Name != "c10::optional" &&
      Name != "std::unique_ptr" && Name != "std::shared_ptr")
    return {};
  SmallVector<QualType, 2> Args;
  typeArguments(R, Args);
  return !Args.empty() && guardKind(Args.front()) ? Args.front() : QualType();
}

std::optional<GuardKind> TorchTypes::guardKind(const VarDecl &V) const {
  if (auto Kind = guardKind(V.getType()))
    return Kind;
  const SourceManager &SM = Context.getSourceManager();
  for (SourceLocation Loc = V.getLocation(); Loc.isMacroID();
       Loc = SM.getImmediateMacroCallerLoc(Loc))
    if (llvm::is_contained(
            Opts.GuardMacros,
            Lexer::getImmediateMacroName(Loc, SM, Context.getLangOpts())))
      return GuardKind::Off;
  return std::nullopt;
}

} // namespace torchleak
