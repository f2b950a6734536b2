//===- FactsTest.cpp - What the generator says of a function --------------===//

#include "TestUnit.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

UnitFacts factsOf(const std::string &Code) {
  TestUnit Unit(Code);
  EXPECT_TRUE(Unit.valid());
  return Unit.facts();
}

TEST(Facts, GuardsOpenAndCloseWithTheirScope) {
  UnitFacts Facts =
      factsOf("void f() { { torch::NoGradGuard g; } torch::NoGradGuard(); }");
  const FunctionFacts *F = TestUnit::function(Facts, "f");
  ASSERT_TRUE(F);
  // The temporary guards nothing.
  EXPECT_EQ(countEvents(*F, EventKind::GuardOpen), 1u);
  EXPECT_EQ(countEvents(*F, EventKind::GuardClose), 1u);
}

TEST(Facts, InsertionsNameTheContainer) {
  UnitFacts Facts =
      factsOf("struct S { std::vector<torch::Tensor> hist; };\n"
              "void f(S &s, torch::Tensor t) { s.hist.push_back(t); }");
  const FunctionFacts *F = TestUnit::function(Facts, "f");
  ASSERT_TRUE(F);
  ASSERT_EQ(countEvents(*F, EventKind::Insert), 1u);
  for (const Block &B : F->Blocks)
    for (const Event &E : B.Events)
      if (E.kind() == EventKind::Insert) {
        EXPECT_EQ(Facts.describe(E.place()), "s.hist");
        EXPECT_TRUE(Facts.Places[E.place()].Container);
        EXPECT_TRUE(E.get<fact::Store>().Stored.IsTensor);
      }
}

TEST(Facts, AliasesAreTheirTarget) {
  UnitFacts Facts = factsOf("void f(std::map<int, std::vector<torch::Tensor>> "
                            "&m, torch::Tensor t) {\n"
                            "  auto &bucket = m[3]; bucket.push_back(t);\n"
                            "  auto it = m.find(4); it->second.push_back(t);\n"
                            "  for (auto &[k, v] : m) v.push_back(t); }");
  const FunctionFacts *F = TestUnit::function(Facts, "f");
  ASSERT_TRUE(F);
  unsigned OfTheMap = 0;
  for (const Block &B : F->Blocks)
    for (const Event &E : B.Events)
      if (E.kind() == EventKind::Insert)
        OfTheMap += Facts.Places[E.place()].Name == "m";
  EXPECT_EQ(OfTheMap, 3u);
}

TEST(Facts, LoopsAreNested) {
  UnitFacts Facts =
      factsOf("void g(); void f(int n) {\n"
              "  for (int i = 0; i < n; ++i) { g(); while (n--) g(); } }");
  const FunctionFacts *F = TestUnit::function(Facts, "f");
  ASSERT_TRUE(F);
  ASSERT_EQ(F->Loops.size(), 2u);
  // Outer first, and it contains the inner.
  for (unsigned B : F->Loops[1].Blocks)
    EXPECT_TRUE(F->Loops[0].contains(B));
}

TEST(Facts, LoopsNameTheContainerThatTheyGoThrough) {
  UnitFacts Facts = factsOf(
      "void f(std::vector<torch::Tensor> a, std::vector<torch::Tensor> b,\n"
      "       std::vector<torch::Tensor> c) {\n"
      "  for (auto &t : a) t = t.detach();\n"
      "  for (size_t i = 0; i < b.size(); ++i) b[i] = b[i].detach();\n"
      "  for (size_t i = 1; i < c.size(); ++i) c[i] = c[i].detach(); }");
  const FunctionFacts *F = TestUnit::function(Facts, "f");
  ASSERT_TRUE(F);
  ASSERT_EQ(F->Loops.size(), 3u);
  unsigned Covering = 0, Each = 0;
  for (const LoopFact &Loop : F->Loops)
    Covering += Loop.Covers != None;
  for (const Block &B : F->Blocks)
    for (const Event &E : B.Events)
      Each += E.kind() == EventKind::AssignElement &&
              E.get<fact::Store>().EachOfLoop;
  // The third leaves the first element out.
  EXPECT_EQ(Covering, 2u);
  EXPECT_EQ(Each, 2u);
}

TEST(Facts, BackwardTellsWhetherItRetains) {
  UnitFacts Facts = factsOf("void f(torch::Tensor a, torch::Tensor b) {\n"
                            "  a.backward(); b.backward({}, true); }");
  const FunctionFacts *F = TestUnit::function(Facts, "f");
  ASSERT_TRUE(F);
  unsigned Retains = 0;
  for (const Block &B : F->Blocks)
    for (const Event &E : B.Events)
      if (E.kind() == EventKind::Backward)
        Retains += E.get<fact::Backward>().Retains;
  EXPECT_EQ(countEvents(*F, EventKind::Backward), 2u);
  EXPECT_EQ(Retains, 1u);
}

} // namespace
