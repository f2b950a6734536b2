//===- EffectTableTest.cpp - What calls run, and do -----------------------===//

#include "analysis/calls/EffectTable.h"
#include "TestUnit.h"
#include "analysis/UnitAnalysis.h"
#include "program/Print.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

using Lines = std::vector<std::string>;

const char *const Lists =
    "using List = std::vector<torch::Tensor>; torch::Tensor input();\n"
    "struct NetImpl : torch::nn::Module {\n"
    "  NetImpl() : fc(register_module(\"fc\", torch::nn::Linear(4, 4))) {}\n"
    "  torch::Tensor forward(torch::Tensor x) { return fc->forward(x); }\n"
    "  torch::nn::Linear fc;\n};\nTORCH_MODULE(Net);\n";

UnitFacts factsOf(const std::string &Code) {
  TestUnit Unit(Lists + Code);
  EXPECT_TRUE(Unit.valid());
  return Unit.facts();
}

/// What the calls of the function \p Name release, as it is printed.
Lines releasesOf(const UnitFacts &Facts, llvm::StringRef Name) {
  EffectTable Effects(Facts);
  const FunctionFacts *F = TestUnit::function(Facts, Name);
  Lines Result;
  for (unsigned B : F->Order)
    for (const Event &E : F->Blocks[B].Events)
      for (const Event &Release : Effects.releasesAt(*F, E)) {
        llvm::raw_string_ostream OS(Result.emplace_back());
        printEvent(Facts, *F, Release, OS);
      }
  return Result;
}

/// The function gets a body that does nothing, as if another unit had it.
void addEmptyBody(UnitFacts &Facts, EntityId Function) {
  auto F = std::make_unique<FunctionFacts>();
  F->Entity = Function;
  F->Blocks.resize(1);
  F->ImmediateDominators = {0};
  F->Order = {0};
  Facts.Functions.push_back(std::move(F));
}

/// The only target of a call of \p Name in the unit.
EntityId targetOf(const UnitFacts &Facts, llvm::StringRef Name) {
  for (const auto &F : Facts.Functions)
    for (const CallFact &Call : F->Calls)
      if (Call.Name == Name && Call.Targets.size() == 1)
        return Call.Targets.front();
  ADD_FAILURE() << "no call of " << Name.str();
  return NoEntity;
}

TEST(EffectTable, WhatCannotBeSeenMayReleaseWhatItMayChange) {
  UnitFacts Facts = factsOf(R"cpp(
void changes(List &v);
void reads(const List &v);
void copies(List v);
void moves(List &&v);
void points(List *v);
struct Log { List all; void tidy(); int size() const; };
void f(List a, List b, List c, List d, List e, Log log, Log other) {
  changes(a); reads(b); copies(c); moves(std::move(d)); points(&e);
  log.tidy(); other.size();
}
)cpp");
  EXPECT_EQ(releasesOf(Facts, "f"),
            (Lines{"release a", "release d", "release e", "release log"}));
  EXPECT_EQ(UnitAnalysis(std::move(Facts)).countUnknownCalls(), 6u);
}

TEST(EffectTable, ABodyOfAnotherUnitTellsInstead) {
  const char *const Code = "void elsewhere(List &v);\n"
                           "struct S { Net net; List kept; void infer() {\n"
                           "  kept.push_back(net->forward(input()));\n"
                           "  elsewhere(kept); } };\n";
  EXPECT_EQ(UnitAnalysis(factsOf(Code)).retentions().size(), 0u);
  UnitFacts Facts = factsOf(Code);
  addEmptyBody(Facts, targetOf(Facts, "elsewhere"));
  EXPECT_EQ(UnitAnalysis(std::move(Facts)).retentions().size(), 1u);
}

TEST(EffectTable, AModuleWhoseForwardIsElsewhereIsAModule) {
  const char *const Code =
      "struct HeadImpl : torch::nn::Module {\n"
      "  HeadImpl(); torch::Tensor forward(torch::Tensor x);\n};\n"
      "TORCH_MODULE(Head);\n"
      "struct S { Head head; List kept; void infer() {\n"
      "  kept.push_back(head->forward(input())); } };\n";
  EXPECT_EQ(UnitAnalysis(factsOf(Code)).retentions().size(), 1u);
  // With a body that returns nothing that has history.
  UnitFacts Facts = factsOf(Code);
  addEmptyBody(Facts, targetOf(Facts, "forward"));
  EXPECT_EQ(UnitAnalysis(std::move(Facts)).retentions().size(), 0u);
}

TEST(EffectTable, CallsAreThereWhateverIsInSight) {
  TestUnit Unit(R"cpp(
struct Base { virtual void run(); virtual ~Base(); };
struct Made { Made(int n); ~Made(); };
namespace { void hidden(int n); }
extern torch::Tensor shared;
torch::Tensor make();
void tick();
void f(Base &base, std::function<void(int)> hook) {
  tick();             // torchleak-point: plain
  base.run();         // torchleak-point: virtual
  hook(3);            // torchleak-point: hook
  torch::Tensor t = make(); // torchleak-point: result
  {
    Made made(3);     // torchleak-point: constructor
  }                   // torchleak-point: destructor
  shared = t;         // torchleak-point: global
  hidden(1);          // torchleak-point: hidden
}
)cpp");
  ASSERT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  auto callAt = [&](const char *Point) {
    for (const std::string &Line : Unit.factsAt(Facts, Point))
      if (size_t Name = Line.find('\''); Name != std::string::npos)
        return Line.substr(Name);
    return std::string("none");
  };
  EXPECT_EQ(callAt("plain"), "'tick' c:@F@tick# () once otherwise "
                             "nothing");
  EXPECT_EQ(callAt("virtual").substr(0, 42),
            "'run' virtual c:@S@Base@F@run# (base v2 ch");
  EXPECT_NE(callAt("hook").find("indirect"), std::string::npos);
  EXPECT_NE(callAt("constructor").find("c:@S@Made@F@Made#I# "),
            std::string::npos);
  EXPECT_NE(callAt("destructor").find("c:@S@Made@F@~Made# "),
            std::string::npos);
  EXPECT_EQ(callAt("result"), "'make' c:@F@make# () once otherwise "
                              "unknown");
  EXPECT_TRUE(Facts.Entities.find("c:@shared") != NoEntity);
  EntityId Hidden = targetOf(Facts, "hidden");
  EXPECT_TRUE(Facts.Entities[Hidden].Internal);
  EXPECT_FALSE(Facts.Entities[targetOf(Facts, "tick")].Internal);
}

TEST(EffectTable, CallablesAreThereWhateverIsInSight) {
  TestUnit Unit(R"cpp(
#include <thread>
struct Worker { void run(int n); };
void elsewhere(std::vector<torch::Tensor> &v);
void later(std::function<void()> f);
template <typename F> void now(F f) { f(); }
void f(Worker &worker, std::vector<torch::Tensor> &v) {
  std::thread t(&Worker::run, &worker, 3);          // torchleak-point: thread
  std::function<void(std::vector<torch::Tensor> &)> g = elsewhere;
  g(v);                                             // torchleak-point: function
  later([&] { v.clear(); });                        // torchleak-point: later
  now([&] { v.clear(); });                          // torchleak-point: now
}
)cpp");
  ASSERT_TRUE(Unit.valid());
  UnitFacts Facts = Unit.facts();
  auto callsAt = [&](const char *Point) {
    std::string All;
    for (const std::string &Line : Unit.factsAt(Facts, Point))
      All += Line + "\n";
    return All;
  };
  EXPECT_NE(callsAt("thread").find("c:@S@Worker@F@run#I# "), std::string::npos);
  EXPECT_NE(callsAt("thread").find("on-thread"), std::string::npos);
  EXPECT_NE(callsAt("function").find(" 'elsewhere' c:@F@elsewhere"),
            std::string::npos);
  EXPECT_NE(callsAt("later").find(" deferred"), std::string::npos);
  // Given to a template, which has a body that tells.
  EXPECT_NE(callsAt("now").find(" uncertain"), std::string::npos);
  EffectTable Effects(Facts);
  unsigned Runs = 0, Idle = 0;
  for (const CallFact &Call : TestUnit::function(Facts, "f")->Calls)
    if (Call.DeferredTo != ~0u)
      (Effects.calleesOf(Call).empty() ? Idle : Runs) += 1;
  EXPECT_EQ(Runs, 1u);
  EXPECT_EQ(Idle, 1u);
}

TEST(EffectTable, OnlyOneUnitHasWhatIsInternal) {
  UnitFacts Facts = factsOf(R"cpp(
static void a(List &v); static int b; extern int c;
namespace { void d(List &v); struct E { void f(List &v); List g; }; }
inline void h(List &v) {}
void all(List &v, E &e) { a(v); d(v); e.f(v); h(v); b = c; e.g.clear();
  auto lambda = [](List &l) { l.clear(); }; lambda(v); }
)cpp");
  auto isInternal = [&](llvm::StringRef Name) {
    return Facts.Entities[targetOf(Facts, Name)].Internal;
  };
  EXPECT_TRUE(isInternal("a"));
  EXPECT_TRUE(isInternal("d"));
  EXPECT_TRUE(isInternal("f"));
  EXPECT_TRUE(isInternal("lambda"));
  EXPECT_FALSE(isInternal("h"));
}

} // namespace
