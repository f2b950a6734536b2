//===- Conditions.cpp - What branches tell of flags -----------------------===//

#include "analysis/flow/Conditions.h"
#include "program/Budget.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

bool Conditions::contradicts(const Condition &A, const Condition &B) {
  if (A.Flag != B.Flag)
    return false;
  return A.Value == B.Value ? A.Equal != B.Equal : A.Equal && B.Equal;
}

bool Conditions::implies(const Condition &A, const Condition &B) {
  if (A.Flag != B.Flag)
    return false;
  return A.Value == B.Value ? A.Equal == B.Equal : A.Equal && !B.Equal;
}

bool Conditions::require(Term &T, const Condition &C, bool Must) {
  for (TermCondition &Known : T.If) {
    if (contradicts(Known.If, C))
      return false;
    if (implies(Known.If, C)) {
      Known.Must |= Must;
      return true;
    }
  }
  if (isOver(Budget::ReasonConditions, T.If.size() + 1))
    return false;
  T.If.push_back({C, Must});
  return true;
}

Condition Conditions::ofParameter(unsigned Block) const {
  for (const Condition &C : Known[Block]) {
    const Place &P = Unit.Places[C.Flag];
    if (P.Kind == PlaceKind::Parameter &&
        P.ParameterIndex < F.Parameters.size() &&
        F.Parameters[P.ParameterIndex] == C.Flag)
      return C;
  }
  return {};
}

bool Conditions::dependsOnParameter(unsigned Block, Condition *OnlyIf) const {
  Condition If = OnlyIf ? ofParameter(Block) : Condition();
  if (If.Flag == None || (OnlyIf->Flag != None && !(*OnlyIf == If)))
    return false;
  *OnlyIf = If;
  return true;
}

bool Conditions::mayHold(const Condition &C, const Binding &Bound,
                         unsigned Block) const {
  if (std::optional<bool> Holds = Bound.holds(C))
    return *Holds;
  Condition Here = Bound.condition(C);
  return Here.Flag == None ||
         llvm::none_of(Known[Block], [&](const Condition &K) {
           return contradicts(K, Here);
         });
}

AbstractValue Conditions::where(const Condition &C, AbstractValue Value) {
  auto restrict = [&](TermSet &Terms) {
    llvm::erase_if(Terms, [&](Term &T) { return !require(T, C); });
  };
  restrict(Value.Terms);
  for (auto &[Key, Terms] : Value.Fields)
    restrict(Terms);
  return Value;
}

Conditions::Conditions(const UnitFacts &Unit, const FunctionFacts &F)
    : Unit(Unit), F(F), Known(F.Blocks.size()), Crowded(F.Blocks.size()) {
  for (unsigned B : F.Order) {
    unsigned Before = F.ImmediateDominators[B];
    if (Before == B || Before == ~0u)
      continue;
    Known[B] = Known[Before];
    if (Crowded.test(Before))
      Crowded.set(B);
    if (const auto &Branch = F.Blocks[Before].Branch;
        Branch && Branch->Declared != ~0u)
      DeclaredIn[Branch->If.Flag] = Branch->Declared;
    std::optional<Condition> If = ofEdge(Before, B);
    if (!If || F.Blocks[B].Predecessors.size() != 1)
      continue;
    if (isOver(Budget::BlockConditions, Known[B].size() + 1))
      Crowded.set(B);
    else
      Known[B].push_back(*If);
  }
}

std::optional<Condition> Conditions::ofEdge(unsigned From, unsigned To) const {
  for (const auto &[Block, If] : F.Blocks[From].Cases)
    if (Block == To)
      return If;
  const auto &Branch = F.Blocks[From].Branch;
  if (Branch && (Branch->Holds == To || Branch->Otherwise == To))
    return Branch->Holds == To ? Branch->If : Branch->If.negated();
  return std::nullopt;
}

Conditions::List Conditions::onEdge(unsigned From, unsigned To) const {
  List Result;
  auto add = [&](const Condition &C) {
    if (llvm::none_of(Known[To],
                      [&](const Condition &K) { return implies(K, C); }))
      Result.push_back(C);
  };
  for (const Condition &C : Known[From])
    add(C);
  if (std::optional<Condition> If = ofEdge(From, To))
    add(*If);
  return Result;
}

TermSet Conditions::in(const TermSet &Terms, unsigned Block) const {
  TermSet Result;
  // What else holds here may contradict any of them.
  if (Crowded.test(Block))
    return Result;
  for (Term T : Terms) {
    auto isKnown = [&](const TermCondition &C) {
      return llvm::any_of(Known[Block],
                          [&](const Condition &K) { return implies(K, C.If); });
    };
    bool Never = llvm::any_of(T.If, [&](const TermCondition &C) {
      return llvm::any_of(Known[Block], [&](const Condition &K) {
        return contradicts(K, C.If);
      });
    });
    if (Never)
      continue;
    llvm::erase_if(T.If, isKnown);
    addTerm(Result, std::move(T));
  }
  return Result;
}

TermSet Conditions::after(const TermSet &Terms, unsigned From,
                          unsigned To) const {
  // Round a loop, its own variables are others, and fields may be.
  const LoopFact *Round = nullptr;
  for (const LoopFact &Loop : F.Loops)
    if (Loop.Header == To && Loop.contains(From))
      Round = &Loop;
  auto changes = [&](const Condition &C) {
    auto It = DeclaredIn.find(C.Flag);
    return Round && (Unit.Places[C.Flag].Parent != None ||
                     (It != DeclaredIn.end() && Round->contains(It->second)));
  };
  List Edge = onEdge(From, To);
  if (Edge.empty() && !Round)
    return Terms;
  llvm::erase_if(Edge, changes);
  TermSet Result;
  for (Term T : Terms) {
    bool Lost = llvm::any_of(
        T.If, [&](const TermCondition &C) { return C.Must && changes(C.If); });
    llvm::erase_if(T.If, [&](const TermCondition &C) { return changes(C.If); });
    if (!Lost &&
        llvm::all_of(Edge, [&](const Condition &C) { return require(T, C); }))
      addTerm(Result, std::move(T));
  }
  return Result;
}

TermSet Conditions::fromBlock(const TermSet &Terms, unsigned Block) const {
  TermSet Result;
  for (Term T : in(Terms, Block)) {
    // Without one of them, the reason would hold more often than it does.
    if (llvm::all_of(Known[Block], [&](const Condition &C) {
          PlaceKind Root = Unit.Places[Unit.rootOf(C.Flag)].Kind;
          return (Root != PlaceKind::Parameter && Root != PlaceKind::This) ||
                 require(T, C);
        }))
      addTerm(Result, std::move(T));
  }
  return Result;
}

} // namespace torchleak
