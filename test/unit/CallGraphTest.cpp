//===- CallGraphTest.cpp - Components of the call graph -------------------===//

#include "analysis/calls/CallGraph.h"
#include "TestUnit.h"
#include "analysis/UnitAnalysis.h"
#include "program/Budget.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

/// The names of each component's functions, callees first.
std::vector<std::vector<std::string>> componentsOf(const std::string &Code) {
  TestUnit Unit(Code);
  EXPECT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  CallGraph Graph(Facts, Targets(Facts));
  std::vector<std::vector<std::string>> Names;
  for (const CallGraph::Component &Here : Graph.components()) {
    auto &Last = Names.emplace_back();
    for (FunctionId Function : Here.Functions)
      Last.push_back(Facts.Functions[Function]->Name);
    EXPECT_EQ(Here.Recursive,
              Last.size() > 1 || Last.front().find("self") == 0);
  }
  return Names;
}

TEST(CallGraph, CalleesComeFirstAndCyclesAreOneComponent) {
  std::vector<std::vector<std::string>> Expected = {
      {"leaf"}, {"odd", "even"}, {"self"}, {"top"}};
  EXPECT_EQ(componentsOf("void leaf() {}\n"
                         "void odd(int n);\n"
                         "void even(int n) { leaf(); if (n) odd(n - 1); }\n"
                         "void odd(int n) { if (n) even(n - 1); }\n"
                         "void self(int n) { if (n) self(n - 1); }\n"
                         "void top() { even(3); self(1); }\n"),
            Expected);
}

TEST(CallGraph, KnowsWhoIsCalledFromOutsideTheCycle) {
  TestUnit Unit("void b(int n);\n"
                "void a(int n) { if (n) b(n); }\n"
                "void b(int n) { if (n) a(n); }\n"
                "void d(int n);\n"
                "void c(int n) { if (n) d(n); }\n"
                "void d(int n) { if (n) c(n); }\n"
                "void top() { b(1); }\n");
  UnitFacts Facts = Unit.facts();
  CallGraph Graph(Facts, Targets(Facts));
  auto called = [&](llvm::StringRef Name) {
    for (FunctionId F = 0; F != Facts.Functions.size(); ++F)
      if (Facts.Functions[F]->Name == Name)
        return Graph.componentOf(F).Called;
    ADD_FAILURE() << "no function " << Name.str();
    return false;
  };
  EXPECT_TRUE(called("a"));
  EXPECT_TRUE(called("b"));
  EXPECT_FALSE(called("c"));
  EXPECT_FALSE(called("d"));
  EXPECT_FALSE(called("top"));
}

const char *const Lists =
    "using List = std::vector<torch::Tensor>; torch::Tensor input();\n"
    "struct NetImpl : torch::nn::Module {\n"
    "  NetImpl() : fc(register_module(\"fc\", torch::nn::Linear(4, 4))) {}\n"
    "  torch::Tensor forward(torch::Tensor x) { return fc->forward(x); }\n"
    "  torch::nn::Linear fc;\n};\nTORCH_MODULE(Net);\n";

/// A cycle of \p Length functions of which the last does \p Last to the list.
struct Cycle {
  std::string Name;
  unsigned Length;
  std::string Last;
  bool Backwards = false;
};

std::string codeOf(const Cycle &C) {
  std::string Declared, Defined;
  for (unsigned I = 0; I != C.Length; ++I) {
    std::string Next = std::to_string((I + 1) % C.Length);
    Declared += "void f" + std::to_string(I) + "(List &v, int n);\n";
    std::string One = "void f" + std::to_string(I) + "(List &v, int n) { " +
                      (I + 1 == C.Length ? C.Last : "") + " if (n) f" + Next +
                      "(v, n - 1); }\n";
    Defined = C.Backwards ? One + Defined : Defined + One;
  }
  return "namespace " + C.Name + " {\n" + Declared + Defined +
         "struct S { Net net; List kept; void " + C.Name +
         "() { kept.push_back(net->forward(input())); f0(kept, 9); } };\n}\n";
}

/// The names of those whose list is kept, in their order.
std::vector<std::string> keptOf(const std::vector<Cycle> &Cycles) {
  std::string Code = Lists;
  for (const Cycle &C : Cycles)
    Code += codeOf(C);
  TestUnit Unit(Code);
  EXPECT_TRUE(Unit.valid());
  UnitAnalysis Analysis(Unit.facts());
  std::vector<std::string> Kept;
  for (const Cycle &C : Cycles)
    for (const Retention &R : Analysis.retentions())
      if (llvm::StringRef(Analysis.facts().Functions[R.Top]->Name)
              .ends_with(C.Name))
        Kept.push_back(C.Name);
  return Kept;
}

TEST(CallCycles, TheOrderOfDeclarationsDoesNotMatter) {
  std::vector<Cycle> Cycles;
  std::vector<std::string> Leaves;
  for (bool Backwards : {false, true})
    for (unsigned Length : {1u, 2u, 3u, 7u, 20u}) {
      std::string Name = std::to_string(Length) + (Backwards ? "b" : "f");
      Cycles.push_back({"clears" + Name, Length, "v.clear();", Backwards});
      Cycles.push_back({"leaves" + Name, Length, "", Backwards});
      Leaves.push_back("leaves" + Name);
    }
  EXPECT_EQ(keptOf(Cycles), Leaves);
}

TEST(CallCycles, WhatDoesNotSettleMayReleaseEverything) {
  BudgetHits Hits;
  BudgetScope Scope(Hits);
  std::string Grows = "v.push_back(input());";
  EXPECT_EQ(keptOf({{"soon", 20, Grows}, {"late", 60, Grows}}),
            std::vector<std::string>{"soon"});
  EXPECT_EQ(Hits, (BudgetHits{{"call-cycle-rounds", 1}}));
}

TEST(CallCycles, RecursionOverATreeSettles) {
  TestUnit Unit(std::string(Lists) +
                "struct Node { List log; Node *left = nullptr; Net net;\n"
                "  void clear() { log.clear(); if (left) left->clear(); }\n"
                "  void run() { log.push_back(net->forward(input()));\n"
                "    if (left) left->run(); } };\n");
  ASSERT_TRUE(Unit.valid());
  UnitAnalysis Analysis(Unit.facts());
  const UnitFacts &Facts = Analysis.facts();
  std::vector<std::string> Released;
  for (FunctionId F = 0; F != Facts.Functions.size(); ++F) {
    const Summary &S = Analysis.summary(F);
    EXPECT_FALSE(S.Return.Unknown) << "given up";
    if (!llvm::StringRef(Facts.Functions[F]->Name).ends_with("clear"))
      continue;
    for (const ReleaseEffect &R : S.Releases)
      Released.push_back(Facts.describe(R.Place));
  }
  EXPECT_EQ(Released, (std::vector<std::string>{"log", "left->log"}));
  // The list is cleared by another method.
  EXPECT_EQ(Analysis.retentions().size(), 0u);
}

// Follows more copies than the tests below allow, to another list.
static const char FollowsCopies[] =
    "List *p = &w; List *q = p; List *r = q; r->clear();";

TEST(Havoc, AFunctionMayReleaseWhatItReaches) {
  TestUnit Unit(std::string(Lists) + "void helper(List &v, List &w) {" +
                FollowsCopies +
                "}\nstruct S { Net net; List kept, other;\n"
                "  void infer() { kept.push_back(net->forward(input()));\n"
                "    helper(kept, other); } };\n");
  EXPECT_EQ(UnitAnalysis(Unit.facts()).retentions().size(), 1u);
  BudgetHits Hits;
  BudgetScope Scope(Hits);
  LimitScope Tight(Budget::PointerCopies, 2);
  EXPECT_EQ(UnitAnalysis(Unit.facts()).retentions().size(), 0u);
  EXPECT_EQ(Hits.count("pointer-copies"), 1u);
}

TEST(Havoc, AMethodMayReleaseItsFields) {
  auto retentionsWith = [&](llvm::StringRef Tidies, llvm::StringRef Other) {
    TestUnit Unit(std::string(Lists) +
                  "struct S { Net net; List v, w;  void tidy() {" +
                  Tidies.str() +
                  "}\n"
                  "  void infer() { v.push_back(net->forward(input())); } };\n"
                  "struct Other { List w; void tidy() {" +
                  Other.str() + "} };\n");
    LimitScope Tight(Budget::PointerCopies, 2);
    return UnitAnalysis(Unit.facts()).retentions().size();
  };
  EXPECT_EQ(retentionsWith("", ""), 1u);
  EXPECT_EQ(retentionsWith(FollowsCopies, ""), 0u);
  EXPECT_EQ(retentionsWith("", FollowsCopies), 1u);
}

TEST(Havoc, OfAFunctionThatIsNotLookedIntoNothingIsKnown) {
  TestUnit Unit(std::string(Lists) +
                "void other() {}\nstruct S { Net net; List kept;\n"
                "  void infer() { kept.push_back(net->forward(input())); } };");
  UnitFacts Facts = Unit.facts();
  for (auto &F : Facts.Functions)
    F->OverBudget = F->Name == "other";
  EXPECT_EQ(UnitAnalysis(std::move(Facts)).retentions().size(), 0u);
}

} // namespace
