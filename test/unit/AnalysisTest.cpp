//===- AnalysisTest.cpp - What the analyses answer ------------------------===//

#include "TestUnit.h"
#include "analysis/UnitAnalysis.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

const char *const Net =
    "struct NetImpl : torch::nn::Module {\n"
    "  NetImpl() : fc(register_module(\"fc\", torch::nn::Linear(4, 4))) {}\n"
    "  torch::Tensor forward(torch::Tensor x) { return "
    "torch::relu(fc->forward(x)); }\n"
    "  torch::nn::Linear fc;\n};\nTORCH_MODULE(Net);\nbool more(); "
    "torch::Tensor input();\n";

std::vector<Retention> retentionsOf(const std::string &Code) {
  TestUnit Unit(Net + Code);
  EXPECT_TRUE(Unit.valid());
  return UnitAnalysis(Unit.facts()).retentions();
}

TEST(GradState, ForwardOfATrainableModuleIsAttached) {
  auto Found =
      retentionsOf("void f(Net &net) { std::vector<torch::Tensor> kept;\n"
                   "  while (more()) kept.push_back(net->forward(input())); }");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Why, Repeat::Loop);
  EXPECT_EQ(Found[0].Because.Kind, Term::Trainable);
}

TEST(GradState, GuardsAndCutsEndHistory) {
  EXPECT_TRUE(
      retentionsOf("void f(Net &net) { std::vector<torch::Tensor> kept;\n"
                   "  torch::NoGradGuard guard;\n"
                   "  while (more()) kept.push_back(net->forward(input())); }")
          .empty());
  EXPECT_TRUE(
      retentionsOf(
          "void f(Net &net) { std::vector<torch::Tensor> kept;\n"
          "  while (more()) kept.push_back(net->forward(input()).detach()); }")
          .empty());
  EXPECT_TRUE(
      retentionsOf(
          "void f(Net &net) { std::vector<torch::Tensor> kept;\n"
          "  while (more()) kept.push_back(net->forward(input()).argmax(1)); }")
          .empty());
}

TEST(GradState, TupleElementsAreToldApart) {
  auto Found = retentionsOf(
      "void f(Net &net) { std::vector<torch::Tensor> values, indices;\n"
      "  while (more()) {\n"
      "    auto [v, i] = net->forward(input()).max(1);\n"
      "    values.push_back(v); indices.push_back(i); } }");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Effect.StoredName, "v");
}

TEST(GradState, TheCallersGuardCounts) {
  const std::string Helper =
      "torch::Tensor run(Net &net) { return net->forward(input()); }\n";
  EXPECT_TRUE(
      retentionsOf(Helper +
                   "void f(Net &net) { std::vector<torch::Tensor> kept;\n"
                   "  while (more()) { torch::NoGradGuard guard;\n"
                   "    kept.push_back(run(net)); } }")
          .empty());
  EXPECT_EQ(retentionsOf(Helper +
                         "void f(Net &net) { std::vector<torch::Tensor> kept;\n"
                         "  while (more()) kept.push_back(run(net)); }")
                .size(),
            1u);
}

TEST(Retention, BackwardBeforeTheStoreFreesTheActivations) {
  const std::string Before =
      "void f(Net &net) { std::vector<torch::Tensor> kept;\n"
      "  while (more()) { auto l = net->forward(input()).mean();\n";
  auto Freed =
      retentionsOf(Before + "    l.backward(); kept.push_back(l); } }");
  ASSERT_EQ(Freed.size(), 1u);
  EXPECT_TRUE(Freed[0].Effect.Freed);
  auto Retained =
      retentionsOf(Before + "    l.backward({}, true); kept.push_back(l); } }");
  ASSERT_EQ(Retained.size(), 1u);
  EXPECT_FALSE(Retained[0].Effect.Freed);
}

TEST(Retention, ABackwardInEachRoundFreesWhatIsKeptAlready) {
  const std::string Before =
      "void f(Net &net) { std::vector<torch::Tensor> kept;\n"
      "  while (more()) { auto l = net->forward(input()).mean();\n"
      "    kept.push_back(l);\n";
  auto Freed = retentionsOf(Before + "    l.backward(); } }");
  ASSERT_EQ(Freed.size(), 1u);
  EXPECT_TRUE(Freed[0].Effect.Freed);
  auto Sometimes = retentionsOf(Before + "    if (more()) l.backward(); } }");
  ASSERT_EQ(Sometimes.size(), 1u);
  EXPECT_FALSE(Sometimes[0].Effect.Freed);
  auto Skipped =
      retentionsOf(Before + "    if (more()) continue; l.backward(); } }");
  ASSERT_EQ(Skipped.size(), 1u);
  EXPECT_FALSE(Skipped[0].Effect.Freed);
}

TEST(Retention, BoundsAndUseSilence) {
  const std::string Loop =
      "void f(Net &net) { std::deque<torch::Tensor> kept;\n"
      "  while (more()) { kept.push_back(net->forward(input()));\n";
  EXPECT_EQ(retentionsOf(Loop + "} }").size(), 1u);
  EXPECT_TRUE(retentionsOf(Loop + "if (kept.size() > 8) kept.pop_front(); } }")
                  .empty());
  EXPECT_TRUE(
      retentionsOf("void f(Net &net) { std::vector<torch::Tensor> kept;\n"
                   "  while (more()) kept.push_back(net->forward(input()));\n"
                   "  torch::stack(kept).mean().backward(); }")
          .empty());
}

TEST(Retention, AMethodIsAssumedToBeCalledAgain) {
  auto Found = retentionsOf(
      "class Service { public:\n"
      "  void infer(torch::Tensor x) { kept_.push_back(net_->forward(x)); }\n"
      "  Net net_; std::vector<torch::Tensor> kept_; };");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Why, Repeat::Call);
  EXPECT_EQ(Found[0].How, Confidence::Likely);
}

TEST(Retention, RecursionEnds) {
  EXPECT_NO_FATAL_FAILURE(retentionsOf(
      "void f(Net &net, int n, std::vector<torch::Tensor> &kept) {\n"
      "  kept.push_back(net->forward(input())); if (n) f(net, n - 1, kept); "
      "}"));
}

std::vector<TiedCycle> cyclesOf(const std::string &Code) {
  TestUnit Unit(Code);
  EXPECT_TRUE(Unit.valid());
  return UnitAnalysis(Unit.facts()).cycles();
}

const char *const Pair =
    "struct B; struct A { torch::Tensor t; std::shared_ptr<B> b; };\n"
    "struct B { std::shared_ptr<A> a; std::weak_ptr<A> w; };\n";

TEST(Ownership, OnlyTiedCyclesCount) {
  EXPECT_TRUE(cyclesOf(Pair).empty());
  auto Found = cyclesOf(std::string(Pair) +
                        "void f() { auto x = std::make_shared<A>();\n"
                        "  auto y = std::make_shared<B>();\n"
                        "  x->b = y; y->a = x; }");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Cycle.Hops.size(), 2u);
  EXPECT_EQ(Found[0].Cycle.Hops[Found[0].Cycle.Closing].FieldName, "a");
}

TEST(Ownership, WeakEdgesAndOtherObjectsTieNothing) {
  EXPECT_TRUE(cyclesOf(std::string(Pair) +
                       "void f() { auto x = std::make_shared<A>();\n"
                       "  auto y = std::make_shared<B>();\n"
                       "  x->b = y; y->w = x; }")
                  .empty());
  EXPECT_TRUE(cyclesOf(std::string(Pair) +
                       "void f() { auto x = std::make_shared<A>();\n"
                       "  auto z = std::make_shared<A>();\n"
                       "  auto y = std::make_shared<B>();\n"
                       "  x->b = y; y->a = z; }")
                  .empty());
}

} // namespace
