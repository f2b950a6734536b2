//===- ConfirmationsTest.cpp - What explain says of recorded runs ---------===//

#include "frontend/command/Evidence.h"
#include <gtest/gtest.h>

using namespace torchleak;

namespace {

const char Hashes[] = R"({"some-rule/leak.cpp": "11", "some-rule/fixed.cpp":
    "22", "some-rule/expect.txt": "33"})";

std::string record(const std::string &Variant, const std::string &Hash,
                   const std::string &Device = "cpu",
                   const std::string &Confirmed = "true") {
  return R"({"rule":"some-rule","fixture":"some-rule","variant":")" + Variant +
         R"(","device":")" + Device + R"(","confirmed":)" + Confirmed +
         R"(,"channels":{"cpu_tensor":{"usual_share":1,"usual_change":64},)"
         R"("heap":{"usual_share":0.1,"usual_change":0,"bytes_per_step":100},)"
         R"("flat":{"usual_share":1,"usual_change":0}},"sources":{")" +
         Variant + R"(.cpp":")" + Hash +
         R"(","expect.txt":"33"},"env":{"torch":"2.11.0","device":"H100"},)"
         R"("time":"2026-01-02T03:04:05Z"})"
         "\n";
}

bool says(const std::string &Section, const char *Text) {
  return Section.find(Text) != std::string::npos;
}

TEST(Confirmations, ShowDeviceVersionDateAndBytes) {
  const std::string Section = confirmations(
      "torchleak-some-rule",
      record("leak", "11", "cuda") + record("fixed", "22", "cuda"), Hashes);
  EXPECT_TRUE(says(Section,
                   "`some-rule` on cuda (H100), libtorch 2.11.0, 2026-01-02: "
                   "bytes per step heap +100, cpu_tensor +64; nothing in the "
                   "fixed twin"))
      << Section;
  EXPECT_TRUE(says(Section, "not yet confirmed on a CPU"));
  EXPECT_FALSE(says(Section, "not yet confirmed on a GPU"));
}

TEST(Confirmations, NeedBothPrograms) {
  for (const std::string &Records :
       {std::string(), record("leak", "11"),
        record("leak", "11") + record("fixed", "22", "cpu", "false"),
        record("leak", "11") + record("fixed", "22", "cuda")})
    EXPECT_TRUE(says(confirmations("some-rule", Records, Hashes),
                     "not yet confirmed on a CPU"))
        << Records;
}

TEST(Confirmations, RunsOfChangedPairsAreStale) {
  const std::string Section = confirmations(
      "some-rule", record("leak", "old") + record("fixed", "22"), Hashes);
  EXPECT_TRUE(says(Section, "stale, the pair has changed since"));
  EXPECT_TRUE(says(Section, "not yet confirmed on a CPU"));
}

TEST(Confirmations, OtherRulesAndBrokenLinesAreNone) {
  const std::string Section = confirmations(
      "other-rule", "no json\n" + record("leak", "11") + record("fixed", "22"),
      Hashes);
  EXPECT_FALSE(says(Section, "some-rule"));
  EXPECT_TRUE(says(Section, "not yet confirmed on a CPU"));
}

} // namespace
