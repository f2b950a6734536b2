//===- GuardTypes.cpp - Types whose objects switch grad mode --------------===//

#include "model/types/GuardTypes.h"
#include "model/calls/Calls.h"
#include "model/types/TypeParts.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

// Helpers that a constructor or destructor sets grad mode through; deeper ones
// are taken for none, and the object for no guard.
static constexpr unsigned MaxSetterDepth = 4;

/// What grad mode is set to in \p S, also by the functions that it calls; true
/// where that is not a constant.
static std::optional<bool> modeSetIn(const Stmt *S, const GuardTypes &Types,
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
    if (F && F->getIdentifier() &&
        effectsOfFunction(Types.qualifiedName(F), Call->getNumArgs())
            .does(Effect::SetsGradMode))
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
                                     const GuardTypes &Types) {
  const FunctionDecl *Definition = F->getDefinition();
  return Definition ? modeSetIn(Definition->getBody(), Types) : std::nullopt;
}

std::optional<GuardKind> GuardTypes::guardKind(QualType T) const {
  T = strip(T);
  const CXXRecordDecl *R = recordOf(T);
  if (!R)
    return std::nullopt;
  llvm::StringRef Name = qualifiedName(R);
  if (Name == "at::AutoGradMode" || Name == "c10::AutoGradMode")
    return GuardKind::OnIf;
  if (Name == "c10::InferenceMode")
    return GuardKind::OffIf;
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
  if (Result == GuardKind::OnIf || Result == GuardKind::OffIf)
    Result = GuardKind::Maybe;
  GuardCache[T.getAsOpaquePtr()] = Result;
  return Result;
}

QualType GuardTypes::ownedGuard(QualType T) const {
  const CXXRecordDecl *R = recordOf(strip(T));
  llvm::StringRef Name = R ? qualifiedName(R) : "";
  if (Name != "std::optional" && Name != "c10::optional" &&
      Name != "std::unique_ptr" && Name != "std::shared_ptr")
    return {};
  SmallVector<QualType, 2> Args;
  typeArguments(R, Args);
  return !Args.empty() && guardKind(Args.front()) ? Args.front() : QualType();
}

std::optional<GuardKind> GuardTypes::guardKind(const VarDecl &V) const {
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
