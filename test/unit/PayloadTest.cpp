//===- PayloadTest.cpp - What piles up where values are kept --------------===//

#include "TestUnit.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/diagnosis/Diagnosis.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

const char *const Start =
    "using Cache = std::map<int64_t, torch::Tensor>;\nstatic Cache cache;\n"
    "torch::Tensor make();\n"
    "struct NetImpl : torch::nn::Module {\n"
    "  NetImpl() : fc(register_module(\"fc\", torch::nn::Linear(4, 4))) {}\n"
    "  torch::Tensor forward(torch::Tensor x) { return fc->forward(x); }\n"
    "  torch::nn::Linear fc;\n};\nTORCH_MODULE(Net);\n";

std::vector<Retention> retentionsOf(const std::string &Code) {
  TestUnit Unit(Start + Code);
  EXPECT_TRUE(Unit.valid());
  return UnitAnalysis(Unit.facts()).retentions();
}

TEST(Handle, AnEntryForEachSizeIsOneMore) {
  auto Found = retentionsOf(
      "void f(const torch::Tensor &x) { cache[x.size(0)] = make(); }");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Effect.Payload, PayloadKind::Handle);
  EXPECT_EQ(diagnose(Found[0]), Diagnosis::UnboundedCache);
  EXPECT_EQ(Found[0].Effect.Key->Origin, KeyOrigin::Extent);
  EXPECT_EQ(Found[0].How, Confidence::Likely);
}

TEST(Handle, KeysComeFromWhereTheyAreMade) {
  auto originOf = [](const std::string &Body) {
    auto Found = retentionsOf("static int64_t id = 0;\nvoid f(const "
                              "torch::Tensor &x) { cache[" +
                              Body + "] = make(); }");
    return Found.empty() ? KeyOrigin::Fixed : Found[0].Effect.Key->Origin;
  };
  EXPECT_EQ(originOf("id++"), KeyOrigin::Counter);
  EXPECT_EQ(originOf("cache.size()"), KeyOrigin::Counter);
  EXPECT_EQ(originOf("x.numel() * 2 + 1"), KeyOrigin::Extent);
  EXPECT_EQ(originOf("std::max<int64_t>(x.size(0), 8)"), KeyOrigin::Extent);
  EXPECT_EQ(originOf("std::min<int64_t>(x.size(0), 8)"), KeyOrigin::Fixed);
  EXPECT_EQ(originOf("x.size(0) % 8"), KeyOrigin::Fixed);
  EXPECT_EQ(originOf("x.dim()"), KeyOrigin::Fixed);
  EXPECT_EQ(originOf("x.size(0) > 8 ? 1 : 0"), KeyOrigin::Fixed);
}

TEST(Handle, CallersInSightGiveTheKey) {
  const std::string Store =
      "static void put(int64_t key) { cache[key] = make(); }\n";
  EXPECT_TRUE(retentionsOf(Store + "void f() { put(4); put(5); }").empty());
  auto Found = retentionsOf(
      Store + "void f(const torch::Tensor &x) { put(x.size(0)); }");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Effect.Key->Origin, KeyOrigin::Extent);
  EXPECT_EQ(Found[0].Effect.Calls.size(), 1u);
}

TEST(Handle, OfCallersOutOfSightACacheIsAssumed) {
  auto Put = retentionsOf("void f(int64_t key) { cache[key] = make(); }");
  ASSERT_EQ(Put.size(), 1u);
  EXPECT_EQ(Put[0].How, Confidence::Possible);
  auto Asked = retentionsOf("void f(int64_t key) {\n"
                            "  if (!cache.count(key)) cache[key] = make(); }");
  ASSERT_EQ(Asked.size(), 1u);
  EXPECT_EQ(Asked[0].How, Confidence::Likely);
}

TEST(Handle, WhatCutsHistoryTakesNoEntryOut) {
  const std::string Store =
      "void f(const torch::Tensor &x) { cache[x.size(0)] = make(); }\n";
  EXPECT_EQ(retentionsOf(Store + "void g() {\n  for (auto &[k, t] : cache) "
                                 "t = t.detach(); }")
                .size(),
            1u);
  EXPECT_TRUE(retentionsOf(Store + "void g() { cache.clear(); }").empty());
}

TEST(Handle, AGraphIsToldAsAGraph) {
  auto Found = retentionsOf("void f(Net &net, const torch::Tensor &x) {\n"
                            "  cache[x.size(0)] = net->forward(x); }");
  ASSERT_EQ(Found.size(), 1u);
  EXPECT_EQ(Found[0].Effect.Payload, PayloadKind::History);
}

} // namespace
