//===- GuardFacts.cpp - Guards: opened, closed, dropped -------------------===//

#include "extract/FactGenerator.h"

using namespace clang;

namespace torchleak {

void FactGenerator::openGuard(const VarDecl *V, GuardKind Kind) {
  if (!Types.ownedGuard(V->getType()).isNull())
    return setOwnedGuard(V, V->getInit(), V->getLocation());
  auto &Open = emit(fact::GuardOpen(), V->getLocation());
  Open.Guard = Unit.entity(V);
  Open.Mode = Kind == GuardKind::Maybe ? GradMode::Unknown : GradMode::Off;
  if ((Kind != GuardKind::OnIf && Kind != GuardKind::OffIf) || !V->getInit())
    return;
  // The written argument decides; InferenceMode's default is to switch off.
  const auto *Construct =
      dyn_cast<CXXConstructExpr>(ignoreWrappers(V->getInit()));
  if (!Construct || Construct->getNumArgs() == 0)
    return;
  const Expr *Argument = ignoreWrappers(Construct->getArg(0));
  if (isa<CXXDefaultArgExpr>(Construct->getArg(0)))
    return;
  bool Enabled = false;
  if (!Argument->EvaluateAsBooleanCondition(Enabled, Context)) {
    Open.Mode = GradMode::Unknown;
    if (std::optional<Condition> If = conditionOf(Argument)) {
      Open.Mode = GradMode::On;
      Open.If = Kind == GuardKind::OffIf ? If->negated() : *If;
    }
    return;
  }
  Open.Mode =
      Enabled == (Kind == GuardKind::OnIf) ? GradMode::On : GradMode::Off;
}

void FactGenerator::setGradMode(const Expr *Enabled, SourceLocation Loc) {
  // `set_enabled(before)`, where `before` is what it was.
  if (const auto *Name = dyn_cast<DeclRefExpr>(ignoreWrappers(Enabled)))
    if (const auto *V = dyn_cast<VarDecl>(Name->getDecl());
        V && NotedModes.contains(V->getCanonicalDecl())) {
      emit(fact::GuardClose{Unit.entity(V)}, Loc);
      return;
    }
  bool IsOn = false;
  fact::GuardOpen Set;
  if (Enabled->EvaluateAsBooleanCondition(IsOn, Context)) {
    Set.Mode = IsOn ? GradMode::On : GradMode::Off;
  } else {
    std::optional<Condition> If = conditionOf(Enabled);
    Set.Mode = If ? GradMode::On : GradMode::Unknown;
    Set.If = If.value_or(Condition());
  }
  emit(Set, Loc);
}

void FactGenerator::noteMode(const VarDecl *V) {
  const auto *Call = dyn_cast_or_null<CallExpr>(
      V->getInit() ? ignoreWrappers(V->getInit()) : nullptr);
  if (!V->isLocalVarDecl() || !Call ||
      !Calls.lookup(Call).does(Effect::AsksGradMode))
    return;
  NotedModes.insert(V->getCanonicalDecl());
  emit(fact::ModeNoted{Unit.entity(V)}, V->getLocation());
}

std::optional<GradMode> FactGenerator::ownedMode(const Expr *E) const {
  if (!E)
    return std::nullopt;
  E = ignoreWrappers(E);
  QualType T = E->getType();
  if (T->isNullPtrType() || Types.isNoValue(T))
    return std::nullopt;
  // The guard itself; what an argument says is not followed into the owner.
  auto ofGuard = [&](QualType Guard) {
    return Types.guardKind(Guard) == GuardKind::Off ? GradMode::Off
                                                    : GradMode::Unknown;
  };
  if (const auto *New = dyn_cast<CXXNewExpr>(E))
    return ofGuard(New->getAllocatedType());
  QualType Owned = Types.ownedGuard(T);
  if (Owned.isNull())
    return ofGuard(T);
  if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
    if (Construct->getNumArgs() == 0)
      return std::nullopt;
    const Expr *First = Construct->getArg(0);
    if (Types.isInPlaceTag(First->getType()))
      return ofGuard(Owned);
    return ownedMode(First);
  }
  if (const auto *Call = dyn_cast<CallExpr>(E);
      Call &&
      Calls.lookup(Call).does(Effect::MakesObject | Effect::MakesOptional))
    return ofGuard(Owned);
  return GradMode::Unknown;
}

void FactGenerator::setOwnedGuard(const ValueDecl *Owner, const Expr *New,
                                  SourceLocation Loc) {
  std::optional<GradMode> Mode = ownedMode(New);
  EntityId Guard = Unit.entity(Owner);
  if (Mode)
    emit(fact::GuardOpen{Guard, *Mode, {}}, Loc);
  else
    emit(fact::GuardClose{Guard}, Loc);
}

bool FactGenerator::ownedGuardCall(const CallExpr *Call, const Expr *Object,
                                   ArrayRef<const Expr *> Arguments) {
  const auto *Owner =
      Object ? dyn_cast<DeclRefExpr>(ignoreWrappers(Object)) : nullptr;
  QualType Guard = Owner ? Types.ownedGuard(Owner->getType()) : QualType();
  if (Guard.isNull() || Owner->getDecl()->getType()->isReferenceType())
    return false;
  SourceLocation Loc = Call->getExprLoc();
  const CallEffects Model = Calls.lookup(Call);
  if (Model.does(Effect::Constructs)) {
    auto &E = emit(fact::GuardOpen(), Loc);
    E.Guard = Unit.entity(Owner->getDecl());
    E.Mode = Types.guardKind(Guard) == GuardKind::Off ? GradMode::Off
                                                      : GradMode::Unknown;
    return true;
  }
  if (Model.does(Effect::Assigns)) {
    setOwnedGuard(Owner->getDecl(),
                  Arguments.empty() || isa<CXXDefaultArgExpr>(Arguments[0])
                      ? nullptr
                      : Arguments[0],
                  Loc);
    return true;
  }
  return false;
}

bool FactGenerator::switchesOff(const Expr *Guard) const {
  std::optional<GuardKind> Kind = Types.guardKind(Guard->getType());
  const auto *Construct = dyn_cast<CXXConstructExpr>(Guard);
  if ((Kind != GuardKind::OnIf && Kind != GuardKind::OffIf) || !Construct ||
      Construct->getNumArgs() == 0 ||
      isa<CXXDefaultArgExpr>(Construct->getArg(0)))
    return Kind.has_value();
  // AutoGradMode(true) was meant to switch it on.
  bool Value = false;
  return !Construct->getArg(0)->EvaluateAsBooleanCondition(Value, Context) ||
         Value == (Kind == GuardKind::OffIf);
}

void FactGenerator::noteIdleGuard(const Stmt *S) {
  if (auto Declared = DeclaredGuards.find(S);
      Declared != DeclaredGuards.end()) {
    const FunctionDecl *F = Declared->second;
    if (IdleGuards.erase(F)) {
      auto &Idle = emit(fact::IdleGuard(), F->getLocation());
      // `NoGradGuard guard();` without the parentheses is a variable.
      if (FunctionTypeLoc Written = F->getFunctionTypeLoc())
        Idle.Parentheses =
            Unit.spots().range(Written.getParensRange(), Context.getLangOpts());
    }
  }
  const auto *E = dyn_cast<Expr>(S);
  const Expr *Dropped = E ? ignoreWrappers(E) : nullptr;
  if (!Dropped || !IdleGuards.erase(Dropped))
    return;
  auto &Idle = emit(fact::IdleGuard(), Dropped->getBeginLoc());
  Idle.Temporary = true;
  if (const auto *Temporary = dyn_cast<CXXTemporaryObjectExpr>(Dropped);
      Temporary && Temporary->getNumArgs() == 0)
    Idle.Parentheses = Unit.spots().range(Temporary->getParenOrBraceRange(),
                                          Context.getLangOpts());
}

void FactGenerator::findIdleGuards(const Stmt *S) {
  // A full expression that makes a guard and drops it.
  auto dropped = [&](const Stmt *Child) {
    const auto *E = dyn_cast_or_null<Expr>(Child);
    const Expr *Bare = E ? ignoreWrappers(E) : nullptr;
    // `NoGradGuard();`, or what a function made.
    if (Bare &&
        (isa<CXXConstructExpr>(Bare) ||
         (isa<CallExpr>(Bare) && Bare->isPRValue())) &&
        switchesOff(Bare))
      IdleGuards.insert(Bare);
  };
  if (!S || isa<Expr>(S))
    return;
  if (isa<CompoundStmt>(S)) {
    // A declaration of a function that returns a guard, where a variable was
    // meant: it is in no block, but comes before the statements that follow.
    const FunctionDecl *Declared = nullptr;
    for (const Stmt *Child : S->children()) {
      if (Declared)
        noteDeclaredBefore(Child, Declared);
      dropped(Child);
      if (const auto *Declaration = dyn_cast_or_null<DeclStmt>(Child))
        for (const Decl *D : Declaration->decls())
          if (const auto *F = dyn_cast<FunctionDecl>(D);
              F && Types.guardKind(F->getReturnType())) {
            Declared = F;
            IdleGuards.insert(F);
          }
    }
  } else if (const auto *If = dyn_cast<IfStmt>(S)) {
    dropped(If->getThen());
    dropped(If->getElse());
  } else if (const auto *Label = dyn_cast<LabelStmt>(S)) {
    dropped(Label->getSubStmt());
  } else if (const auto *Case = dyn_cast<SwitchCase>(S)) {
    dropped(Case->getSubStmt());
  }
  for (const Stmt *Child : S->children())
    findIdleGuards(Child);
}

void FactGenerator::noteDeclaredBefore(const Stmt *S, const FunctionDecl *F) {
  if (!S)
    return;
  DeclaredGuards.try_emplace(S, F);
  for (const Stmt *Child : S->children())
    noteDeclaredBefore(Child, F);
}

} // namespace torchleak
