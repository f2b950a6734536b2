//===- LinkTest.cpp - Units that form programs, put together --------------===//

#include "TestUnit.h"
#include "analysis/UnitAnalysis.h"
#include "link/Linker.h"
#include "link/Programs.h"
#include "program/CheckFacts.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

const char *const Header =
    "struct NetImpl : torch::nn::Module {\n"
    "  NetImpl() : fc(register_module(\"fc\", torch::nn::Linear(4, 4))) {}\n"
    "  torch::Tensor forward(torch::Tensor x) { return fc->forward(x); }\n"
    "  torch::nn::Linear fc;\n};\nTORCH_MODULE(Net);\n"
    "struct Log { std::vector<torch::Tensor> kept;\n"
    "  void add(torch::Tensor t); void clear(); };\n"
    "torch::Tensor input(); torch::Tensor compute(Net &net);\n";
const char *const Keeps = "void Log::add(torch::Tensor t) { kept.push_back(t); "
                          "}\nvoid Log::clear() { kept.clear(); }";
const char *const Computes =
    "torch::Tensor compute(Net &net) { return net->forward(input()); }";

std::string mainWith(const std::string &Round) {
  return "int main() { Net net; Log log; for (;;) { " + Round + " } }";
}

UnitFacts factsOf(const std::string &Code) {
  TestUnit Unit(Header + Code);
  EXPECT_TRUE(Unit.valid());
  return Unit.facts();
}

UnitFacts linked(const std::vector<std::string> &Codes) {
  Linker Link;
  for (const std::string &Code : Codes)
    Link.add(factsOf(Code));
  UnitFacts Program = Link.take();
  EXPECT_EQ(checkFacts(Program), "");
  return Program;
}

size_t retentionsIn(const std::vector<std::string> &Codes) {
  return UnitAnalysis(linked(Codes)).retentions().size();
}

TEST(Linker, AnswersComeFromSeveralUnits) {
  const std::string Main = mainWith("log.add(compute(net));");
  EXPECT_EQ(retentionsIn({Main, Keeps, Computes}), 1u);
  EXPECT_EQ(retentionsIn({Computes, Main, Keeps}), 1u);
  // One of them is not known: benign.
  EXPECT_EQ(retentionsIn({Main, Keeps}), 0u);
  EXPECT_EQ(retentionsIn({Main, Computes}), 0u);
}

TEST(Linker, WhatMakesItFineMayBeInAnother) {
  EXPECT_EQ(retentionsIn({mainWith("torch::NoGradGuard guard; "
                                   "log.add(compute(net));"),
                          Keeps, Computes}),
            0u);
  EXPECT_EQ(retentionsIn({mainWith("log.add(compute(net)); log.clear();"),
                          Keeps, Computes}),
            0u);
}

TEST(Linker, InlineFunctionsHaveOneBody) {
  // The header's forward() and constructor are in each unit.
  UnitFacts Program = linked({Keeps, Computes});
  unsigned Forwards = 0;
  for (const auto &F : Program.Functions)
    Forwards += F->Name == "forward";
  EXPECT_EQ(Forwards, 1u);
}

TEST(Linker, InternalLinkageStaysApart) {
  const std::string Empties = "static void tidy(Log &log) { log.clear(); }\n"
                              "void other(Log &log) { tidy(log); }";
  const std::string Leaves = "static void tidy(Log &) {}\n" +
                             mainWith("log.add(compute(net)); tidy(log);");
  EXPECT_EQ(retentionsIn({Empties, Leaves, Keeps, Computes}), 1u);
}

TEST(Linker, AUnitAloneKeepsItsNumbers) {
  UnitFacts Alone = factsOf(Keeps);
  UnitFacts Program = linked({Keeps});
  ASSERT_EQ(Alone.Functions.size(), Program.Functions.size());
  ASSERT_EQ(Alone.Places.size(), Program.Places.size());
  for (unsigned I = 0; I != Alone.Functions.size(); ++I)
    EXPECT_EQ(Alone.Functions[I]->Name, Program.Functions[I]->Name);
}

UnitSymbols unit(std::vector<std::string> Targets, bool HasMain,
                 std::vector<std::string> Defines,
                 std::vector<std::string> Needs) {
  return {std::move(Targets), HasMain, std::move(Defines), std::move(Needs)};
}

std::vector<std::vector<unsigned>>
programsOf(const std::vector<UnitSymbols> &Units) {
  std::vector<std::vector<unsigned>> Result;
  for (const ProgramUnits &Program : formPrograms(Units))
    Result.push_back(Program.Units);
  return Result;
}

using Programs = std::vector<std::vector<unsigned>>;

TEST(Programs, MainPullsInWhatItNeeds) {
  EXPECT_EQ(
      programsOf({unit({}, true, {}, {"a"}), unit({}, false, {"a"}, {"b"}),
                  unit({}, false, {"b"}, {}), unit({}, false, {"c"}, {})}),
      (Programs{{0, 1, 2}, {3}}));
}

TEST(Programs, TwoMainsThatDefineTheSameDoNotMix) {
  EXPECT_EQ(
      programsOf({unit({}, true, {"step"}, {}), unit({}, true, {"step"}, {})}),
      (Programs{{0}, {1}}));
}

TEST(Programs, TheSameTargetGoesFirst) {
  EXPECT_EQ(
      programsOf({unit({"x"}, true, {}, {"a"}), unit({"y"}, false, {"a"}, {}),
                  unit({"x"}, false, {"a"}, {})}),
      (Programs{{0, 2}, {1}}));
}

TEST(Programs, SeveralDefinersAreNoAnswer) {
  EXPECT_EQ(programsOf({unit({}, true, {}, {"a"}), unit({}, false, {"a"}, {}),
                        unit({}, false, {"a"}, {})}),
            (Programs{{0}, {1}, {2}}));
}

TEST(Programs, NobodyLinksWithAnotherProgram) {
  EXPECT_EQ(programsOf({unit({}, true, {}, {"a"}), unit({}, true, {"a"}, {})}),
            (Programs{{0}, {1}}));
}

TEST(Programs, LibrariesGoTogether) {
  EXPECT_EQ(programsOf({unit({"lib"}, false, {"b"}, {}),
                        unit({"lib"}, false, {"a"}, {"b"}),
                        unit({}, false, {"c"}, {"a"})}),
            (Programs{{0, 1, 2}}));
}

} // namespace
