//===- CheckFacts.cpp - Whether the numbers of facts lead somewhere -------===//

#include "program/CheckFacts.h"
#include "program/FactIds.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

namespace {

/// More is no program, and walks up the parents recurse.
constexpr unsigned MaxPathDepth = 1000;
constexpr unsigned MaxTupleElements = 1u << 16;

class FactsChecker {
public:
  explicit FactsChecker(const UnitFacts &Unit) : Unit(Unit) {}

  std::string check() {
    checkPlaces();
    for (const std::vector<MacroUse> &Macros : Unit.Expansions)
      for (const MacroUse &Macro : Macros)
        spot(Macro.Line);
    for (const auto &[Id, Record] : Unit.Records)
      entity(Id);
    for (EntityId Field : Unit.ParameterFields)
      entity(Field);
    for (EntityId Function : Unit.AddressesTaken)
      target(Function);
    for (EntityId Function : Unit.RunBeforeMain)
      target(Function);
    expect(Unit.ThisPlace != None, "no place of this");
    place(Unit.ThisPlace);
    for (const auto &Function : Unit.Functions)
      if (Wrong.empty())
        checkFunction(*Function);
    return Wrong;
  }

private:
  friend FactIds<FactsChecker, true>;
  friend EventIds<FactsChecker, true>;

  void expect(bool Good, const char *What) {
    if (!Good && Wrong.empty())
      Wrong = What;
  }

  // What facts lead to.
  void place(PlaceId P) {
    expect(P < Unit.Places.size(), "a place that is not there");
  }
  void entity(EntityId E) {
    expect(isTupleElement(E) ? tupleIndex(E) < MaxTupleElements
                             : E < Unit.Entities.size(),
           "an entity that is not there");
  }
  void function(FunctionId Id) {
    expect(Id == NoFunction || Id < Unit.Functions.size(),
           "a function that is not there");
  }
  void spot(const Spot &S) {
    expect(S.isInvalid() || S.File < Unit.Files.size(),
           "a file that is not there");
    expect(S.Expansion <= Unit.Expansions.size(),
           "an expansion that is not there");
  }
  void value(ValueId V) {
    expect(V < F->Values.size(), "a value that is not there");
  }
  void block(unsigned B) {
    expect(B == ~0u || B < F->Blocks.size(), "a block that is not there");
  }
  void call(unsigned Call) {
    expect(Call == ~0u || Call < F->Calls.size(), "a call that is not there");
  }

  // Where none will not do, or a part of every tuple.
  void target(EntityId E) {
    expect(E < Unit.Entities.size(), "an entity that is not there");
  }
  void theBlock(unsigned B) {
    expect(B < F->Blocks.size(), "a block that is not there");
  }
  void theCall(unsigned Call) {
    expect(Call < F->Calls.size(), "a call that is not there");
  }

  void checkPlaces();
  void checkFunction(const FunctionFacts &Function);
  void checkBlocks();
  void checkEvents(const Block &B);
  void checkOperands();
  void checkValue(const Value &V, ValueId Id);

  const UnitFacts &Unit;
  FactIds<FactsChecker, true> Ids{*this};
  const FunctionFacts *F = nullptr;
  std::string Wrong;
};

void FactsChecker::checkPlaces() {
  expect(!Unit.Places.empty(), "no place that is none");
  std::vector<unsigned> Depth(Unit.Places.size(), 0);
  for (PlaceId Id = 1; Id < Unit.Places.size() && Wrong.empty(); ++Id) {
    const Place &P = Unit.Places[Id];
    // Parents come first, so that every way up ends.
    expect(P.Parent < Id, "a place that comes before its parent");
    if (!Wrong.empty())
      return;
    expect((P.Kind == PlaceKind::Field) == (P.Parent != None),
           "a field of nothing");
    Depth[Id] = P.Parent == None ? 0 : Depth[P.Parent] + 1;
    expect(Depth[Id] < MaxPathDepth, "a path that is too long");
    Ids.of(P);
    if (P.Owner < Unit.Functions.size())
      expect(P.Value < Unit.Functions[P.Owner]->Values.size(),
             "a value that is not there");
  }
}

void FactsChecker::checkValue(const Value &V, ValueId Id) {
  if (V.Kind == Op::Aggregate)
    expect(V.Keys.size() == V.Operands.size(), "an aggregate without its keys");
  if (V.Kind == Op::Field)
    expect(V.Keys.size() == 1 && !V.Operands.empty(), "a field without a key");
  if (V.Kind == Op::Call)
    theCall(V.Call);
  if (Id != None)
    theBlock(V.Block);
}

/// Operands are made before what is made of them, so that every way back ends;
/// their numbers need not be in that order.
void FactsChecker::checkOperands() {
  std::vector<unsigned> Waits(F->Values.size(), 0);
  std::vector<llvm::SmallVector<ValueId, 2>> Users(F->Values.size());
  std::vector<ValueId> Made;
  for (auto [Id, V] : llvm::enumerate(F->Values)) {
    Waits[Id] = V.Operands.size();
    for (ValueId Operand : V.Operands)
      Users[Operand].push_back(Id);
    if (V.Operands.empty())
      Made.push_back(Id);
  }
  for (size_t I = 0; I != Made.size(); ++I)
    for (ValueId User : Users[Made[I]])
      if (--Waits[User] == 0)
        Made.push_back(User);
  expect(Made.size() == F->Values.size(), "a value that is made of itself");
}

void FactsChecker::checkEvents(const Block &B) {
  for (const Event &E : B.Events) {
    if (const auto *Call = E.as<fact::Call>())
      theCall(Call->Call);
    if (const auto *Call = E.as<fact::IndirectCall>())
      theCall(Call->Call);
  }
}

void FactsChecker::checkBlocks() {
  for (const Block &B : F->Blocks) {
    for (unsigned Next : B.Successors)
      theBlock(Next);
    for (unsigned Before : B.Predecessors)
      theBlock(Before);
    for (const auto &[Case, If] : B.Cases)
      theBlock(Case);
    checkEvents(B);
  }
  for (const LoopFact &Loop : F->Loops) {
    theBlock(Loop.Header);
    for (unsigned B : Loop.Blocks)
      theBlock(B);
    expect(llvm::is_sorted(Loop.Blocks), "blocks of a loop out of order");
  }
  // Each reachable block once, after what dominates it.
  std::vector<bool> Before(F->Blocks.size(), false);
  expect(F->ImmediateDominators.size() == F->Blocks.size(),
         "a block without a dominator");
  for (auto [I, B] : llvm::enumerate(F->Order)) {
    theBlock(B);
    if (!Wrong.empty())
      return;
    unsigned Dominator = F->ImmediateDominators[B];
    expect(!Before[B] && Dominator < F->Blocks.size() &&
               (I == 0 ? B == F->Entry && Dominator == B : Before[Dominator]),
           "a block that comes before what dominates it");
    if (!Wrong.empty())
      return;
    Before[B] = true;
  }
}

void FactsChecker::checkFunction(const FunctionFacts &Function) {
  F = &Function;
  Ids.of(*F);
  target(F->Entity);
  target(F->Signature);
  for (EntityId Overridden : F->Overrides)
    target(Overridden);
  for (const CallFact &Call : F->Calls) {
    for (EntityId Target : Call.Targets)
      target(Target);
    expect(Call.How != Dispatch::Indirect || Call.Targets.size() == 1,
           "an indirect call without its signature");
    expect(Call.Otherwise == Op::Nothing || Call.Otherwise == Op::Unknown ||
               Call.Otherwise == Op::Forward || Call.Otherwise == Op::NewObject,
           "a result that no call has");
  }
  expect(!F->Values.empty(), "no value that is none");
  for (auto [Id, V] : llvm::enumerate(F->Values))
    checkValue(V, Id);
  // A function that was given up has no blocks.
  if (!F->Blocks.empty()) {
    theBlock(F->Entry);
    theBlock(F->Exit);
  }
  if (Wrong.empty())
    checkOperands();
  if (Wrong.empty())
    checkBlocks();
}

} // namespace

std::string checkFacts(const UnitFacts &Unit) {
  return FactsChecker(Unit).check();
}

} // namespace torchleak
