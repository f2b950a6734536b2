//===- ConditionsTest.cpp - What branches on flags tell -------------------===//

#include "analysis/flow/Conditions.h"
#include "TestUnit.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

constexpr PlaceId Flag = 7, Other = 8;

TEST(Conditions, ContradictAndImplyByFlagAndValue) {
  const Condition IsOne{Flag, 1, true}, IsTwo{Flag, 2, true};
  EXPECT_TRUE(Conditions::contradicts(IsOne, IsTwo));
  EXPECT_TRUE(Conditions::contradicts(IsOne, IsOne.negated()));
  EXPECT_FALSE(Conditions::contradicts(IsOne.negated(), IsTwo.negated()));
  EXPECT_FALSE(Conditions::contradicts(IsOne, {Other, 2, true}));
  EXPECT_TRUE(Conditions::implies(IsOne, IsTwo.negated()));
  EXPECT_FALSE(Conditions::implies(IsTwo.negated(), IsOne));
}

TEST(Conditions, WhatNeverHoldsIsNoReason) {
  Term T;
  EXPECT_TRUE(Conditions::require(T, {Flag, 1, true}));
  EXPECT_TRUE(Conditions::require(T, {Flag, 2, false}));
  EXPECT_EQ(T.If.size(), 1u);
  EXPECT_FALSE(Conditions::require(T, {Flag, 1, false}));
}

TEST(Conditions, AReasonHoldsWhereEitherOfTwoDoes) {
  Term OnTrue, OnFalse, Always;
  Conditions::require(OnTrue, {Flag, 1, true});
  Conditions::require(OnFalse, {Flag, 1, false});
  TermSet Set;
  EXPECT_TRUE(addTerm(Set, OnTrue));
  EXPECT_FALSE(addTerm(Set, OnTrue));
  EXPECT_TRUE(addTerm(Set, OnFalse));
  ASSERT_EQ(Set.size(), 1u);
  EXPECT_TRUE(Set[0].If.empty());
  EXPECT_FALSE(addTerm(Set, Always));
}

TEST(Conditions, AnUnknownModeStaysUnknown) {
  Term WhenTraining, WhenTuning;
  Conditions::require(WhenTraining, {Flag, 1, true}, /*Must=*/true);
  Conditions::require(WhenTuning, {Other, 1, true}, /*Must=*/true);
  TermSet Set{WhenTraining};
  EXPECT_FALSE(addTerm(Set, WhenTuning));
  EXPECT_TRUE(Set[0].dependsOnMode());
}

/// What holds in the block that calls \p Callee in the function f.
std::vector<Condition> knownWhere(const std::string &Callee,
                                  const std::string &Code) {
  TestUnit Unit("void a(); void b(); void c(); enum class Phase { Train, "
                "Validate };\n"
                "torch::Tensor made(int which);\n" +
                Code);
  EXPECT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  const FunctionFacts *F = TestUnit::function(Facts, "f");
  if (!F)
    return {};
  Conditions Known(Facts, *F);
  for (unsigned B : F->Order)
    for (const Event &E : F->Blocks[B].Events)
      if (E.kind() == EventKind::Assign && Facts.describe(E.place()) == Callee)
        return {Known.at(B).begin(), Known.at(B).end()};
  ADD_FAILURE() << Callee << " is not set";
  return {};
}

TEST(Conditions, HoldInTheirSideOfABranch) {
  auto Known = knownWhere(
      "t", "void f(bool train, torch::Tensor t) { if (!train) t = made(1); }");
  ASSERT_EQ(Known.size(), 1u);
  EXPECT_EQ(Known[0].Value, 1);
  EXPECT_FALSE(Known[0].Equal);
}

TEST(Conditions, HoldInTheirCaseOfASwitch) {
  auto Known = knownWhere(
      "t", "void f(Phase phase, torch::Tensor t) { switch (phase) {\n"
           "  case Phase::Train: break;\n"
           "  case Phase::Validate: t = made(1); break; } }");
  ASSERT_EQ(Known.size(), 1u);
  EXPECT_EQ(Known[0].Value, 1);
  EXPECT_TRUE(Known[0].Equal);
}

TEST(Conditions, DoNotHoldWhereTheFlagIsSet) {
  EXPECT_TRUE(knownWhere("t", "void f(bool train, torch::Tensor t) {\n"
                              "  if (train) { t = made(1); train = false; } }")
                  .empty());
}

TEST(Conditions, DoNotHoldWhereTheBranchesMeet) {
  EXPECT_TRUE(knownWhere("t", "void f(bool train, torch::Tensor t) {\n"
                              "  if (train) a(); else b(); t = made(1); }")
                  .empty());
}

TEST(Conditions, ANamedComparisonIsTheComparison) {
  auto Known = knownWhere(
      "t", "void f(Phase phase, torch::Tensor t) {\n"
           "  const bool train = phase == Phase::Train; if (train) t = "
           "made(1); }");
  ASSERT_EQ(Known.size(), 1u);
  EXPECT_EQ(Known[0].Value, 0);
}

} // namespace
