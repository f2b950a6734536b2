//===- ConditionFacts.cpp - What a branch asks about a place --------------===//

#include "extract/FactGenerator.h"
#include "llvm/ADT/DenseSet.h"

using namespace clang;

namespace torchleak {

std::optional<ObjectComparison> comparisonOf(const Expr *E) {
  E = E ? ignoreWrappers(E) : nullptr;
  if (const auto *Rewritten = dyn_cast_or_null<CXXRewrittenBinaryOperator>(E)) {
    auto Form = Rewritten->getDecomposedForm();
    if (Form.Opcode == BO_EQ || Form.Opcode == BO_NE)
      return ObjectComparison{Form.LHS, Form.RHS, Form.Opcode == BO_EQ};
    return std::nullopt;
  }
  const auto *Call = dyn_cast_or_null<CXXOperatorCallExpr>(E);
  if (!Call || (Call->getOperator() != OO_EqualEqual &&
                Call->getOperator() != OO_ExclaimEqual))
    return std::nullopt;
  return ObjectComparison{Call->getArg(0), Call->getArg(1),
                          Call->getOperator() == OO_EqualEqual};
}

bool FactGenerator::countsElements(const CallExpr *Call) const {
  const CallEffects Model = Calls.lookup(Call);
  return Model.On == Receiver::Container && Model.does(Effect::Counts);
}

void FactGenerator::sizeCheck(const Expr *E) {
  const auto *Comparison = dyn_cast_or_null<BinaryOperator>(E);
  if (!Comparison || !Comparison->isComparisonOp())
    return;
  for (const Expr *Side : {Comparison->getLHS(), Comparison->getRHS()}) {
    const auto *Call = dyn_cast<CXXMemberCallExpr>(ignoreWrappers(Side));
    if (!Call || !countsElements(Call))
      continue;
    if (Ref R = refOf(Call->getImplicitObjectArgument())) {
      ValueId Root = rootValue(R.Place, E->getExprLoc(), true);
      emit(fact::SizeCheck{R.Place, Root}, E->getExprLoc());
    }
  }
}

/// Whether `Left OP Right` is true where Left, which counts or tells what is
/// there, finds nothing; nothing if neither side is sure.
static std::optional<bool> absentIfTrue(const BinaryOperator &Comparison,
                                        const ASTContext &Context) {
  Expr::EvalResult Constant;
  const Expr *Right = Comparison.getRHS();
  if (Right->isValueDependent() || !Right->EvaluateAsInt(Constant, Context))
    return std::nullopt;
  bool Zero = Constant.Val.getInt().isZero();
  bool One = Constant.Val.getInt() == 1;
  bool Tells = ignoreWrappers(Comparison.getLHS())->getType()->isBooleanType();
  switch (Comparison.getOpcode()) {
  case BO_EQ:
    return Zero || (One && Tells) ? std::optional(Zero) : std::nullopt;
  case BO_NE:
    return Zero || (One && Tells) ? std::optional(!Zero) : std::nullopt;
  case BO_LT:
    return One ? std::optional(true) : std::nullopt;
  case BO_LE:
    return Zero ? std::optional(true) : std::nullopt;
  case BO_GT:
    return Zero ? std::optional(false) : std::nullopt;
  case BO_GE:
    return One ? std::optional(false) : std::nullopt;
  default:
    return std::nullopt;
  }
}

Ref FactGenerator::insertedInto(const Expr *E) {
  const auto *Call =
      dyn_cast_or_null<CXXMemberCallExpr>(E ? ignoreWrappers(E) : nullptr);
  const CallEffects Model = Call ? Calls.lookup(Call) : CallEffects();
  if (Model.On != Receiver::Container || !Model.does(Effect::IfAbsent) ||
      !Types.isTupleLike(Call->getType()))
    return {};
  Ref R = refOf(Call->getImplicitObjectArgument());
  R.Element = true;
  return R;
}

void FactGenerator::firstTimesCheck(const Expr *E) {
  const auto &Sides = Facts.Blocks[CurrentBlock].Successors;
  if (!E || Sides.size() != 2)
    return;
  auto Found = Unit.oneWayVariables().firstTimes(E);
  if (!Found)
    return;
  PlaceId Place = isa<VarDecl>(Found->Decl) ? Unit.placeOf(Found->Decl, Id)
                                            : refOf(Found->Variable).Place;
  if (Place != None)
    FirstTimesBranches.push_back({Found->Decl, Place, E->getExprLoc(),
                                  CurrentBlock, Sides[Found->Side ? 0 : 1]});
}

void FactGenerator::emitFirstTimesChecks() {
  // A flag that something else sets, to stop a worker, says nothing about how
  // often a side runs.
  auto changes = [&](const FirstTimesBranch &Branch) {
    llvm::SmallDenseSet<unsigned, 8> Setting;
    for (unsigned Block : SetIn.lookup(Branch.Variable)) {
      // Before the branch, whatever it comes from.
      for (unsigned B = Branch.Block;; B = Facts.ImmediateDominators[B]) {
        if (B == Block)
          return true;
        if (B == Facts.ImmediateDominators[B])
          break;
      }
      Setting.insert(Block);
    }
    // Or on every way from there.
    SmallVector<unsigned, 8> Work{Branch.Side};
    llvm::SmallDenseSet<unsigned, 16> Seen;
    while (!Work.empty()) {
      unsigned B = Work.pop_back_val();
      if (Setting.contains(B) || !Seen.insert(B).second)
        continue;
      if (B == Facts.Exit || B == Branch.Block)
        return false;
      Work.append(Facts.Blocks[B].Successors.begin(),
                  Facts.Blocks[B].Successors.end());
    }
    return true;
  };
  for (const FirstTimesBranch &Branch : FirstTimesBranches)
    if (changes(Branch)) {
      if (auto It = DeclaredIn.find(Branch.Variable); It != DeclaredIn.end()) {
        CurrentBlock = It->second;
        emit(fact::Declare{Branch.Place}, Branch.Loc);
      }
      CurrentBlock = Branch.Block;
      emit(fact::FirstTimesCheck{Branch.Place, Branch.Side}, Branch.Loc);
    }
}

void FactGenerator::definedCheck(const Expr *E) {
  const auto &Sides = Facts.Blocks[CurrentBlock].Successors;
  if (!E || Sides.size() != 2)
    return;
  // True where nothing is there.
  std::optional<bool> Absent = false;
  bool Negated = false;
  if (const auto *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot) {
    E = ignoreWrappers(Not->getSubExpr());
    Negated = true;
  }
  SourceLocation Loc = E->getExprLoc();
  Ref Asked;
  bool Compares = false, AsksForKey = false;
  if (const auto *Comparison = dyn_cast<BinaryOperator>(E)) {
    Absent = absentIfTrue(*Comparison, Context);
    E = ignoreWrappers(Comparison->getLHS());
    Compares = true;
  } else if (std::optional<ObjectComparison> Objects = comparisonOf(E)) {
    // `it == map.end()`, `map.find(key) == map.end()`
    Ref Found = refOf(Objects->Left);
    if (Found.Element)
      Asked = Found;
    Absent = Objects->Equal;
  } else if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
    // `auto [it, inserted] = map.try_emplace(key)`
    const auto *Inserted = dyn_cast<BindingDecl>(Name->getDecl());
    const auto *Pair =
        Inserted ? dyn_cast<DecompositionDecl>(Inserted->getDecomposedDecl())
                 : nullptr;
    if (Pair)
      Asked = insertedInto(Pair->getInit());
    Absent = true;
  }
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    const CallEffects Model = Calls.lookup(Call);
    if (Model.does(Effect::AsksWhetherSet | Effect::AsksWhetherEmpty))
      Asked = refOf(Call->getImplicitObjectArgument());
    AsksForKey = Call->getNumArgs() != 0;
    if (Model.does(Effect::AsksWhetherEmpty) && Absent)
      Absent = !*Absent;
  }
  if (!Asked || !Absent)
    return;
  emit(fact::DefinedCheck{Asked.Place, Sides[*Absent != Negated ? 0 : 1],
                          !Compares && !Asked.Element,
                          AsksForKey || Asked.Element},
       Loc);
}

std::optional<int64_t> FactGenerator::numberOf(const Expr *E) const {
  if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
    E = Default->getExpr();
  Expr::EvalResult Result;
  if (E->isValueDependent() || !E->getType()->isIntegralOrEnumerationType() ||
      !E->EvaluateAsInt(Result, Context) ||
      !Result.Val.getInt().isRepresentableByInt64())
    return std::nullopt;
  return Result.Val.getInt().getExtValue();
}

PlaceId FactGenerator::flagOf(const Expr *E) {
  E = ignoreWrappers(E);
  if (!E->getType()->isIntegralOrEnumerationType())
    return None;
  PlaceId Flag = None;
  const ValueDecl *Decl = nullptr;
  if (const auto *Name = dyn_cast<DeclRefExpr>(E)) {
    const auto *V = dyn_cast<VarDecl>(Name->getDecl());
    if (!V || V->hasGlobalStorage())
      return None;
    Flag = Unit.placeOf(V, Id);
    Decl = V->getCanonicalDecl();
  } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    Decl = dyn_cast<FieldDecl>(Member->getMemberDecl());
    Flag = Decl ? refOf(Member).Place : None;
  }
  if (Flag != None)
    Flags[Flag] = Decl;
  return Flag;
}

std::optional<Condition> FactGenerator::conditionOf(const Expr *E) {
  E = ignoreWrappers(E);
  if (const auto *Not = dyn_cast<UnaryOperator>(E);
      Not && Not->getOpcode() == UO_LNot) {
    std::optional<Condition> Inner = conditionOf(Not->getSubExpr());
    return Inner ? std::optional(Inner->negated()) : std::nullopt;
  }
  const Expr *Variable = E;
  Condition If;
  if (const auto *Comparison = dyn_cast<BinaryOperator>(E)) {
    if (!Comparison->isEqualityOp())
      return std::nullopt;
    std::optional<int64_t> Number = numberOf(Comparison->getRHS());
    if (!Number)
      return std::nullopt;
    Variable = ignoreWrappers(Comparison->getLHS());
    If.Value = *Number;
    If.Equal = Comparison->getOpcode() == BO_EQ;
  }
  bool IsBool = Variable->getType()->isBooleanType();
  if (Variable == E && !IsBool)
    return std::nullopt;
  if (IsBool && If.Value == 0)
    If = {None, 1, !If.Equal};
  // `const bool training = phase == Phase::Train;`
  if (const auto *Name = dyn_cast<DeclRefExpr>(Variable); Name && IsBool)
    if (const auto *V = dyn_cast<VarDecl>(Name->getDecl());
        V && V->getInit() && V->getType().isConstQualified() &&
        V->isLocalVarDecl())
      if (std::optional<Condition> Same = conditionOf(V->getInit()))
        return If.Equal ? *Same : Same->negated();
  If.Flag = flagOf(Variable);
  return If.Flag == None ? std::nullopt : std::optional(If);
}

void FactGenerator::flagBranch(const Expr *E) {
  Block &Here = Facts.Blocks[CurrentBlock];
  if (!E || Here.Successors.size() != 2 ||
      Here.Successors[0] == Here.Successors[1])
    return;
  if (std::optional<Condition> If = conditionOf(E))
    Here.Branch = {*If, Here.Successors[0], Here.Successors[1]};
}

void FactGenerator::switchBranches(const CFGBlock &B) {
  const auto *Switch = dyn_cast_or_null<SwitchStmt>(B.getTerminatorStmt());
  PlaceId Flag = Switch ? flagOf(Switch->getCond()) : None;
  if (Flag == None)
    return;
  for (const CFGBlock::AdjacentBlock &Next : B.succs()) {
    const CFGBlock *Successor = Next.getReachableBlock();
    const auto *Case =
        dyn_cast_or_null<CaseStmt>(Successor ? Successor->getLabel() : nullptr);
    if (!Case || Case->getRHS())
      continue;
    if (std::optional<int64_t> Number = numberOf(Case->getLHS()))
      Facts.Blocks[CurrentBlock].Cases.push_back(
          {Successor->getBlockID(), {Flag, *Number, true}});
  }
}

void FactGenerator::dropSetFlags() {
  auto isSet = [&](const Condition &If) {
    return SetIn.contains(Flags.lookup(If.Flag));
  };
  auto isSetVariable = [&](EntityId Guard) {
    return llvm::any_of(NotedModes, [&](const ValueDecl *V) {
      return Unit.entity(V) == Guard && SetIn.contains(V);
    });
  };
  for (Block &B : Facts.Blocks) {
    if (B.Branch && isSet(B.Branch->If))
      B.Branch.reset();
    llvm::erase_if(B.Cases,
                   [&](const auto &Case) { return isSet(Case.second); });
    if (B.Branch)
      if (auto It = DeclaredIn.find(Flags.lookup(B.Branch->If.Flag));
          It != DeclaredIn.end())
        B.Branch->Declared = It->second;
    for (Event &E : B.Events) {
      if (auto *Open = E.as<fact::GuardOpen>();
          Open && Open->If.Flag != None && isSet(Open->If)) {
        Open->If = Condition();
        Open->Mode = GradMode::Unknown;
      }
      // Another mode may be in the variable by then.
      if (const auto *Close = E.as<fact::GuardClose>();
          Close && isSetVariable(Close->Guard))
        E.Fact = fact::GuardOpen{NoEntity, GradMode::Unknown, {}};
    }
  }
  for (Value &V : Facts.Values)
    if (isSet(V.If))
      V.If = Condition();
  for (CallFact &Call : Facts.Calls)
    for (Argument &A : Call.Arguments)
      if (SetIn.contains(Flags.lookup(A.Flag)))
        A.Flag = None;
}

} // namespace torchleak
