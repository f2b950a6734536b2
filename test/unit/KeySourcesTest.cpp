//===- KeySourcesTest.cpp - Where keys come from, as facts say it ---------===//

#include "TestUnit.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

/// What the store at the point "key" of \p Code says of its key.
std::string keyIn(const std::string &Code) {
  TestUnit Unit("static std::map<std::string, torch::Tensor> texts;\n"
                "static std::map<int64_t, torch::Tensor> numbers;\n"
                "struct Request { std::string user; int64_t id;\n"
                "  std::map<std::string, torch::Tensor> named;\n"
                "  int64_t number() const { return id; } };\n"
                "bool more(); int64_t out_of_sight();\n"
                "#define KEY(E) numbers[E] = torch::ones({1})\n" +
                Code);
  EXPECT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  std::vector<std::string> Lines = Unit.factsAt(Facts, "key");
  for (llvm::StringRef Line : Lines) {
    auto [Before, After] = Line.split(" per-key ");
    if (!After.empty())
      return After.split(" subscript").first.str();
  }
  return "no store";
}

std::string keyOf(const std::string &Expression) {
  return keyIn("void f(Request &request, int64_t n, std::string s,\n"
               "       const torch::Tensor &x) {\n"
               "  KEY(" +
               Expression + "); // torchleak-point: key\n}");
}

TEST(KeySources, ConstantsAndWhatTypesSay) {
  EXPECT_EQ(keyOf("3"), "fixed");
  EXPECT_EQ(keyOf("n % 8"), "fixed");
  EXPECT_EQ(keyOf("x.dim()"), "fixed");
  EXPECT_EQ(keyOf("n > 3"), "fixed");
  EXPECT_EQ(keyOf("x.size(0)"), "extent");
  EXPECT_EQ(keyOf("out_of_sight()"), "unknown");
}

TEST(KeySources, ParametersAndTheirFields) {
  EXPECT_EQ(keyOf("n"), "fixed of n");
  EXPECT_EQ(keyOf("n * 2 + 1"), "fixed of n");
  EXPECT_EQ(keyOf("request.id"), "fixed of request.id");
  EXPECT_EQ(keyOf("request.number()"), "fixed of request.id");
  EXPECT_EQ(keyOf("std::hash<std::string>{}(s)"), "fixed of s");
  EXPECT_EQ(keyOf("n + request.id"), "fixed of n of request.id");
}

TEST(KeySources, LoopsStartAnew) {
  const std::string Key = "KEY(i); // torchleak-point: key\n";
  EXPECT_EQ(keyIn("void f() { for (int64_t i = 0; i < 3; ++i)\n" + Key + "}"),
            "fixed round-of-line 17");
  EXPECT_EQ(
      keyIn("void f() { for (int64_t i = 0; i < 1000000; ++i)\n" + Key + "}"),
      "unknown round-of-line 17");
  EXPECT_EQ(keyIn("void f(int64_t n) { for (int64_t i = 0; i < n; ++i)\n" +
                  Key + "}"),
            "fixed up-to n round-of-line 17");
  EXPECT_EQ(keyIn("void f() { for (int64_t i = 0; more(); ++i)\n" + Key + "}"),
            "unknown round-of-line 17");
  EXPECT_EQ(
      keyIn("void f() { int64_t i = 0; while (more()) { ++i;\n" + Key + "} }"),
      "unknown round-of-line 17");
  EXPECT_EQ(keyIn("struct S { std::vector<int> layers; void f() {\n"
                  "  for (size_t i = 0; i < layers.size(); ++i)\n" +
                  Key + "} };"),
            "lasting");
  EXPECT_EQ(keyIn("void f() { for (int64_t i = 0; more(); i = (i + 1) % 8)\n" +
                  Key + "}"),
            "fixed");
}

TEST(KeySources, ElementsAreOfWhatHasThem) {
  EXPECT_EQ(keyIn("void f(const Request &request) {\n"
                  "  for (const auto &[name, part] : request.named)\n"
                  "    texts[name] = part; // torchleak-point: key\n}"),
            "fixed of request.named round-of-line 18");
  EXPECT_EQ(keyIn("struct S { std::vector<std::string> names; void f() {\n"
                  "  for (const auto &name : names)\n"
                  "    texts[name] = torch::ones({1}); // torchleak-point: "
                  "key\n} };"),
            "lasting");
  EXPECT_EQ(keyIn("void f() { for (const char *name : {\"a\", \"b\"})\n"
                  "    texts[name] = torch::ones({1}); // torchleak-point: "
                  "key\n}"),
            "fixed");
}

TEST(KeySources, CountersAndInput) {
  EXPECT_EQ(keyIn("static int64_t next = 0;\nvoid f() {\n"
                  "  KEY(next++); // torchleak-point: key\n}"),
            "counter");
  EXPECT_EQ(keyIn("struct S { int64_t next() { return next_++; }\n"
                  "  int64_t next_ = 0; void f() {\n"
                  "  KEY(next()); // torchleak-point: key\n} };"),
            "counter");
  EXPECT_EQ(keyIn("#include <iostream>\nvoid f() { int64_t id; std::cin >> "
                  "id;\n  KEY(id); // torchleak-point: key\n}"),
            "input");
  EXPECT_EQ(keyIn("#include <random>\nvoid f(std::mt19937 &random) {\n"
                  "  KEY(random()); // torchleak-point: key\n}"),
            "fresh");
}

TEST(KeySources, WhatIsChangedPartByPartIsAnother) {
  EXPECT_EQ(keyIn("static int64_t hash(const std::array<int, 9> &b) {\n"
                  "  int64_t h = 1; for (int c : b) h = h * 31 + c; return h; "
                  "}\n"
                  "void f() { std::array<int, 9> board{};\n"
                  "  board[out_of_sight()] = 1;\n"
                  "  KEY(hash(board)); // torchleak-point: key\n}"),
            "fresh");
}

TEST(KeySources, WhatCallersMakeIsToldByFields) {
  TestUnit Unit("struct Frame { int64_t camera, number; };\n"
                "static std::map<int64_t, torch::Tensor> kept;\n"
                "static void add(const Frame &f) { kept[f.camera] = "
                "torch::ones({1}); }\n"
                "void run(int64_t n) {\n"
                "  add({1, n}); // torchleak-point: call\n}");
  ASSERT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  std::vector<std::string> Lines = Unit.factsAt(Facts, "call");
  ASSERT_EQ(Lines.size(), 1u);
  EXPECT_NE(Lines[0].find("key .number fixed of n"), std::string::npos);
  EXPECT_EQ(Lines[0].find("key .camera"), std::string::npos);
}

} // namespace
