//===- CheckFacts.cpp - Whether the numbers of facts lead somewhere -------===//

#include "program/CheckFacts.h"
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
  void expect(bool Good, const char *What) {
    if (!Good && Wrong.empty())
      Wrong = What;
  }
  void place(PlaceId P) {
    expect(P < Unit.Places.size(), "a place that is not there");
  }
  void entity(EntityId E) {
    expect(isTupleElement(E) ? tupleIndex(E) < MaxTupleElements
                             : E < Unit.Entities.size(),
           "an entity that is not there");
  }
  /// Not a part of every tuple: it is in the table.
  void target(EntityId E) {
    expect(E < Unit.Entities.size(), "an entity that is not there");
  }
  void function(FunctionId Id) {
    expect(Id == NoFunction || Id < Unit.Functions.size(),
           "a function that is not there");
  }
  void spot(const Spot &S) {
    expect(S.isInvalid() || S.File < Unit.Files.size(),
           "a file that is not there");
  }
  void range(const SpotRange &R) {
    spot(R.Begin);
    spot(R.End);
  }
  void value(ValueId V) {
    expect(V < F->Values.size(), "a value that is not there");
  }
  void block(unsigned B) {
    expect(B < F->Blocks.size(), "a block that is not there");
  }
  void blockOrNone(unsigned B) {
    if (B != ~0u)
      block(B);
  }
  void call(unsigned Call) {
    expect(Call < F->Calls.size(), "a call that is not there");
  }
  void callOrNone(unsigned Call) {
    if (Call != ~0u)
      call(Call);
  }
  void condition(const Condition &C) { place(C.Flag); }
  void key(const KeySource &S) {
    for (const KeyPart &Part : S.Parts) {
      entity(Part.Parameter);
      entity(Part.Field);
    }
    for (const Spot &Loop : S.Rounds)
      spot(Loop);
    spot(S.Loc);
  }

  void checkPlaces();
  void checkFunction(const FunctionFacts &Function);
  void checkBlocks();
  void checkOperands();
  void checkValue(const Value &V, ValueId Id);
  void checkArgument(const Argument &A);
  void checkCall(const CallFact &Call);

  void check(const fact::Compute &C) { value(C.Value); }
  void check(const fact::Declare &D) { place(D.Place); }
  void check(const fact::Store &S) {
    place(S.Place);
    value(S.Value);
    value(S.Root);
    place(S.Map);
    key(S.Key);
    range(S.Stored.Range);
  }
  void check(const fact::Release &R) {
    place(R.Place);
    value(R.Root);
  }
  void check(const fact::GuardOpen &G) {
    entity(G.Guard);
    condition(G.If);
  }
  void check(const fact::ModeNoted &N) { entity(N.Guard); }
  void check(const fact::GuardClose &G) { entity(G.Guard); }
  void check(const fact::Backward &B) { value(B.Value); }
  void check(const fact::TrainingStep &) {}
  void check(const fact::Call &C) {
    call(C.Call);
    value(C.Value);
  }
  void check(const fact::SizeCheck &C) {
    place(C.Place);
    value(C.Root);
  }
  void check(const fact::DefinedCheck &C) {
    place(C.Place);
    blockOrNone(C.Absent);
  }
  void check(const fact::FirstTimesCheck &C) {
    place(C.Place);
    blockOrNone(C.Absent);
  }
  void check(const fact::IndirectCall &C) {
    place(C.Place);
    call(C.Call);
  }
  void check(const fact::Return &R) {
    value(R.Value);
    range(R.Returned.Range);
  }
  void check(const fact::Freeze &R) {
    place(R.Place);
    value(R.Value);
  }
  void check(const fact::IdleGuard &G) { range(G.Parentheses); }

  const UnitFacts &Unit;
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
    entity(P.Entity);
    entity(P.Record);
    function(P.Owner);
    spot(P.Loc);
    if (P.Owner < Unit.Functions.size())
      expect(P.Value < Unit.Functions[P.Owner]->Values.size(),
             "a value that is not there");
  }
}

void FactsChecker::checkValue(const Value &V, ValueId Id) {
  spot(V.Loc);
  for (ValueId Operand : V.Operands)
    value(Operand);
  for (EntityId Key : V.Keys)
    entity(Key);
  if (V.Kind == Op::Aggregate)
    expect(V.Keys.size() == V.Operands.size(), "an aggregate without its keys");
  if (V.Kind == Op::Field)
    expect(V.Keys.size() == 1 && !V.Operands.empty(), "a field without a key");
  place(V.Place);
  if (V.Kind == Op::Call)
    call(V.Call);
  callOrNone(V.Call);
  function(V.Body);
  entity(V.Record);
  condition(V.If);
  if (Id != None)
    block(V.Block);
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

void FactsChecker::checkArgument(const Argument &A) {
  value(A.Value);
  key(A.Key);
  for (const FieldKey &Field : A.FieldKeys) {
    entity(Field.Field);
    key(Field.Key);
  }
  place(A.Flag);
  place(A.Place);
  value(A.Root);
}

void FactsChecker::checkCall(const CallFact &Call) {
  for (EntityId Target : Call.Targets)
    target(Target);
  expect(Call.How != Dispatch::Indirect || Call.Targets.size() == 1,
         "an indirect call without its signature");
  expect(Call.Otherwise == Op::Nothing || Call.Otherwise == Op::Unknown ||
             Call.Otherwise == Op::Forward || Call.Otherwise == Op::NewObject,
         "a result that no call has");
  checkArgument(Call.Receiver);
  for (const Argument &A : Call.Arguments)
    checkArgument(A);
  spot(Call.Loc);
  callOrNone(Call.DeferredTo);
  value(Call.Result);
}

void FactsChecker::checkBlocks() {
  for (const Block &B : F->Blocks) {
    for (unsigned Next : B.Successors)
      block(Next);
    for (unsigned Before : B.Predecessors)
      block(Before);
    if (B.Branch) {
      condition(B.Branch->If);
      blockOrNone(B.Branch->Holds);
      blockOrNone(B.Branch->Otherwise);
      blockOrNone(B.Branch->Declared);
    }
    for (const auto &[Case, If] : B.Cases) {
      block(Case);
      condition(If);
    }
    for (const Event &E : B.Events) {
      spot(E.Loc);
      std::visit([&](const auto &Fact) { check(Fact); }, E.Fact);
    }
  }
  for (const LoopFact &Loop : F->Loops) {
    block(Loop.Header);
    for (unsigned B : Loop.Blocks)
      block(B);
    expect(llvm::is_sorted(Loop.Blocks), "blocks of a loop out of order");
    spot(Loop.Loc);
    place(Loop.Covers);
  }
  // Each reachable block once, after what dominates it.
  std::vector<bool> Before(F->Blocks.size(), false);
  expect(F->ImmediateDominators.size() == F->Blocks.size(),
         "a block without a dominator");
  for (auto [I, B] : llvm::enumerate(F->Order)) {
    block(B);
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
  target(F->Entity);
  entity(F->Record);
  target(F->Signature);
  for (EntityId Overridden : F->Overrides)
    target(Overridden);
  spot(F->Loc);
  spot(F->BodyStart);
  spot(F->Extent.Begin);
  spot(F->Extent.End);
  for (PlaceId P : F->Parameters)
    place(P);
  expect(!F->Values.empty(), "no value that is none");
  for (auto [Id, V] : llvm::enumerate(F->Values))
    checkValue(V, Id);
  for (const CallFact &Call : F->Calls)
    checkCall(Call);
  // A function that was given up has no blocks.
  if (!F->Blocks.empty()) {
    block(F->Entry);
    block(F->Exit);
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
