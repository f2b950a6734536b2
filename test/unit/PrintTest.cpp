//===- PrintTest.cpp - Facts as they are printed --------------------------===//

#include "TestUnit.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

using Lines = std::vector<std::string>;

TEST(Print, StoresSayHowAndWhere) {
  TestUnit Unit(R"cpp(
struct Log { std::vector<torch::Tensor> all; std::map<int, torch::Tensor> last;
             torch::Tensor best; };
void note(Log &log, torch::Tensor loss, int step) {
  log.all.push_back(loss);   // torchleak-point: insert
  log.last[step] = loss;     // torchleak-point: element
  log.last[3] = loss;        // torchleak-point: constant
  log.best = loss;           // torchleak-point: assign
  log.all.clear();           // torchleak-point: clear
  log.all.pop_back();        // torchleak-point: pop
}
)cpp");
  ASSERT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  auto withoutValues = [&](const char *Point) {
    Lines Result = Unit.factsAt(Facts, Point);
    for (std::string &Line : Result)
      if (size_t V = Line.find(" v"); V != std::string::npos)
        Line.erase(V, Line.find(' ', V + 1) - V);
    return Result;
  };
  EXPECT_EQ(withoutValues("insert"), Lines{"insert log.all := adds tensor"});
  EXPECT_EQ(withoutValues("element"),
            Lines{"assign-element log.last := per-key fixed of step subscript "
                  "entry-of log.last tensor"});
  EXPECT_EQ(withoutValues("constant"),
            Lines{"assign-element log.last := per-key fixed subscript "
                  "entry-of log.last tensor"});
  EXPECT_EQ(withoutValues("assign"), Lines{"assign log.best := tensor"});
  EXPECT_EQ(withoutValues("clear"), Lines{"release log.all"});
  EXPECT_EQ(withoutValues("pop"), Lines{"release log.all partial"});
}

TEST(Print, GuardsAndBackwards) {
  TestUnit Unit(R"cpp(
void step(torch::Tensor loss, torch::optim::SGD &optimizer) {
  {
    torch::NoGradGuard off;  // torchleak-point: open
  }                          // torchleak-point: close
  torch::NoGradGuard();      // torchleak-point: idle
  optimizer.zero_grad();     // torchleak-point: clears
  loss.backward({}, true);   // torchleak-point: backward
  optimizer.step();          // torchleak-point: step
}
)cpp");
  ASSERT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  EXPECT_EQ(Unit.factsAt(Facts, "open"), Lines{"guard-open off mode off"});
  EXPECT_EQ(Unit.factsAt(Facts, "close"), Lines{"guard-close off"});
  EXPECT_EQ(Unit.factsAt(Facts, "idle"), Lines{"idle-guard temporary"});
  EXPECT_EQ(Unit.factsAt(Facts, "clears"), Lines{"training-step clears-grad"});
  EXPECT_EQ(Unit.factsAt(Facts, "step"), Lines{"training-step"});
  Lines Backward = Unit.factsAt(Facts, "backward");
  ASSERT_EQ(Backward.size(), 1u);
  EXPECT_TRUE(llvm::StringRef(Backward[0]).starts_with("backward v"));
  EXPECT_TRUE(llvm::StringRef(Backward[0]).ends_with(" retains into-leaves"));
}

} // namespace
