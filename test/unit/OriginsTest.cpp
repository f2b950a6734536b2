//===- OriginsTest.cpp - Which function has a spot ------------------------===//

#include "TestUnit.h"
#include "gtest/gtest.h"
#include <set>

using namespace torchleak;

namespace {

TEST(Origins, NamesAreThoseOfADemangler) {
  TestUnit Unit("namespace app { namespace {\n"
                "struct Service {\n"
                "  torch::Tensor run(torch::Tensor x) {\n"
                "    auto twice = [](torch::Tensor y) {\n"
                "      auto more = [](torch::Tensor z) { return z + 1; };\n"
                "      return more(y) * 2; };\n"
                "    return twice(x); }\n"
                "};\n"
                "template <typename T> T same(T x) { return x; }\n"
                "torch::Tensor use(torch::Tensor x) { return same(x); }\n"
                "} }\n");
  ASSERT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  std::set<std::string> Names;
  for (const auto &F : Facts.Functions) {
    Names.insert(F->QualifiedName);
    // The innermost one, even of several instantiations.
    const FunctionFacts *There = Facts.functionAt(F->BodyStart);
    ASSERT_TRUE(There);
    EXPECT_EQ(There->QualifiedName, F->QualifiedName);
  }
  const std::string Run = "app::(anonymous namespace)::Service::run";
  EXPECT_EQ(Names, (std::set<std::string>{Run, Run + "::(lambda)",
                                          Run + "::(lambda)::(lambda)",
                                          "app::(anonymous namespace)::same",
                                          "app::(anonymous namespace)::use"}));
}

TEST(Origins, OutsideOfFunctionsIsNoFunction) {
  TestUnit Unit("torch::Tensor kept;\n"
                "void f() { kept = torch::zeros({1}); }\n");
  UnitFacts Facts = Unit.facts();
  const FunctionFacts *F = TestUnit::function(Facts, "f");
  ASSERT_TRUE(F);
  Spot Before = F->Extent.Begin, After = F->Extent.End;
  --Before.Offset;
  EXPECT_EQ(Facts.functionAt(F->Extent.Begin), F);
  EXPECT_EQ(Facts.functionAt(Before), nullptr);
  EXPECT_EQ(Facts.functionAt(After), nullptr);
}

} // namespace
