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

/// \p F is the static function \p Name of the class that holds grad mode.
static bool isOfGradMode(const FunctionDecl *F, llvm::StringRef Name,
                         const TorchTypes &Types) {
  const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
  if (!Method || !Method->getIdentifier() || Method->getName() != Name)
    return false;
  llvm::StringRef Record = Types.qualifiedName(Method->getParent());
  return Record == "c10::GradMode" || Record == "at::GradMode";
}

bool TorchTypes::setsGradMode(const FunctionDecl *F) const {
  return isOfGradMode(F, "set_enabled", *this);
}

bool TorchTypes::asksGradMode(const FunctionDecl *F) const {
  return isOfGradMode(F, "is_enabled", *this);
}

// Helpers that a constructor or destructor sets grad mode through; deeper ones
// are taken for none, and the object for no guard.
static constexpr unsigned MaxSetterDepth = 4;

/// What grad mode is set to in \p S, also by the functions that it calls; true
/// where that is not a constant.
static std::optional<bool> modeSetIn(const Stmt *S, const TorchTypes &Types,
                                     unsigned Depth = 0) {
  if (!S)
    return std::nullopt;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *F = Call->getDirectCallee();
    // `set(false)` of a helper `void set(bool on)`: the argument decides.
    auto constant = [&]() -> std::optional<bool> {
      bool Enabled = true;
      if (Call->getNumArgs() == 1 && !Call->getArg(0)->isValueDependent() &&
          Call->getArg(0)->getType()->isBooleanType() &&
          Call->getArg(0)->EvaluateAsBooleanCondition(Enabled, Types.context()))
        return Enabled;
      return std::nullopt;
    };
    if (Types.setsGradMode(F))
      return constant().value_or(true);
    const FunctionDecl *Definition = F ? F->getDefinition() : nullptr;
    if (Definition && Depth != MaxSetterDepth &&
        !Types.isLibraryCode(Definition->getLocation()))
      if (auto Mode = modeSetIn(Definition->getBody(), Types, Depth + 1))
        return *Mode ? constant().value_or(true) : false;
  }
  for (const Stmt *Child : S->children())
    if (auto Mode = modeSetIn(Child, Types, Depth))
      return Mode;
  return std::nullopt;
}

static std::optional<bool> modeSetBy(const FunctionDecl *F,
                                     const TorchTypes &Types) {
  const FunctionDecl *Definition = F->getDefinition();
  return Definition ? modeSetIn(Definition->getBody(), Types) : std::nullopt;
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
      Destructor && modeSetBy(Destructor, *this))
    for (const CXXConstructorDecl *Constructor : R->getDefinition()->ctors())
      if (auto Mode = modeSetBy(Constructor, *this))
        combine(*Mode ? GuardKind::Maybe : GuardKind::Off);
  if (Result == GuardKind::ByArgument)
    Result = GuardKind::Maybe;
  GuardCache[T.getAsOpaquePtr()] = Result;
  return Result;
}

bool TorchTypes::isInferenceMode(QualType Guard) const {
  const CXXRecordDecl *R = recordOf(strip(Guard));
  return R && qualifiedName(R) == "c10::InferenceMode";
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
