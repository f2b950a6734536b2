//===- RepetitionTest.cpp - Does it repeat before it ends? ----------------===//
//
// The table from holder, rounds and training to confidence, and the same
// questions asked of small sources, each as a method and as a free function.
//
//===----------------------------------------------------------------------===//

#include "TestUnit.h"
#include "analysis/UnitAnalysis.h"
#include "analysis/repeat/Lifetimes.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

const auto Silent = std::optional<Confidence>();
const auto Possible = std::optional(Confidence::Possible);
const auto Likely = std::optional(Confidence::Likely);
const auto Definite = std::optional(Confidence::Definite);

struct Row {
  Life Holder;
  Training Trains;
  /// Constant, one per element, open.
  std::optional<Confidence> Expected[3];
};

const Row Table[] = {
    {Life::Round, Training::None, {Silent, Silent, Possible}},
    {Life::Round, Training::Pass, {Silent, Likely, Likely}},
    {Life::Round, Training::Backward, {Silent, Silent, Possible}},
    {Life::Round, Training::Steps, {Silent, Definite, Definite}},
    {Life::Call, Training::None, {Silent, Likely, Definite}},
    {Life::Call, Training::Pass, {Silent, Likely, Definite}},
    {Life::Call, Training::Backward, {Definite, Definite, Definite}},
    {Life::Call, Training::Steps, {Definite, Definite, Definite}},
    {Life::Object, Training::None, {Silent, Likely, Definite}},
    {Life::Object, Training::Pass, {Silent, Likely, Definite}},
    {Life::Object, Training::Backward, {Definite, Definite, Definite}},
    {Life::Object, Training::Steps, {Definite, Definite, Definite}},
    {Life::Thread, Training::None, {Silent, Likely, Definite}},
    {Life::Thread, Training::Pass, {Silent, Likely, Definite}},
    {Life::Thread, Training::Backward, {Definite, Definite, Definite}},
    {Life::Thread, Training::Steps, {Definite, Definite, Definite}},
    {Life::Program, Training::None, {Definite, Definite, Definite}},
    {Life::Program, Training::Pass, {Definite, Definite, Definite}},
    {Life::Program, Training::Backward, {Definite, Definite, Definite}},
    {Life::Program, Training::Steps, {Definite, Definite, Definite}},
};

TEST(Repetition, TheTable) {
  const Rounds Repeating[] = {Rounds::Constant, Rounds::PerElement,
                              Rounds::Open};
  for (const Row &R : Table)
    for (unsigned I = 0; I != 3; ++I)
      EXPECT_EQ(confidenceOf({R.Holder, Repeating[I], R.Trains}), R.Expected[I])
          << "life " << int(R.Holder) << ", training " << int(R.Trains)
          << ", rounds " << int(Repeating[I]);
}

TEST(Repetition, WhatRunsOnceIsNone) {
  for (const Row &R : Table)
    for (Rounds Times : {Rounds::None, Rounds::Once})
      EXPECT_EQ(confidenceOf({R.Holder, Times, R.Trains}), Silent);
}

TEST(Repetition, NodesOfAListEndWithTheRoundThatIsSeen) {
  for (const Row &R : Table) {
    std::optional<Confidence> Expected =
        R.Holder == Life::Round ? Silent : R.Expected[2];
    EXPECT_EQ(confidenceOf({R.Holder, Rounds::Open, R.Trains, true}), Expected);
  }
}

TEST(Repetition, MoreRoundsAndLongerLivesAreNeverLess) {
  auto rank = [](const Repetition &R) {
    std::optional<Confidence> How = confidenceOf(R);
    return How ? 1 + int(*How) : 0;
  };
  for (const Row &R : Table) {
    for (Rounds Times : {Rounds::Constant, Rounds::PerElement, Rounds::Open}) {
      Rounds Fewer = Rounds(int(Times) - 1);
      EXPECT_LE(rank({R.Holder, Fewer, R.Trains}),
                rank({R.Holder, Times, R.Trains}));
      EXPECT_LE(rank({Life::Round, Times, R.Trains}),
                rank({Life::Call, Times, R.Trains}));
      EXPECT_LE(rank({R.Holder, Times, R.Trains}),
                rank({Life::Program, Times, R.Trains}));
    }
  }
}

//===----------------------------------------------------------------------===//
// What sources say
//===----------------------------------------------------------------------===//

const char *const Head =
    "#include <thread>\n"
    "struct NetImpl : torch::nn::Module {\n"
    "  NetImpl() : fc(register_module(\"fc\", torch::nn::Linear(4, 4))) {}\n"
    "  torch::Tensor forward(torch::Tensor x) { return "
    "torch::relu(fc->forward(x)); }\n"
    "  torch::nn::Linear fc;\n};\nTORCH_MODULE(Net);\nbool more(); "
    "torch::Tensor input(); Net net;\n";

/// Pieces of code with their answers. All of a test are one unit: what is
/// called in none of them has no caller in sight.
class Questions {
public:
  /// Each '@' of \p Text becomes a number of its own; functions and classes end
  /// with it.
  void expect(std::string Text, std::optional<Confidence> How) {
    const std::string Number = std::to_string(Expected.size());
    for (size_t At; (At = Text.find('@')) != std::string::npos;)
      Text.replace(At, 1, Number);
    Code += Text + "\n";
    Expected.push_back({Text, How});
  }
  ~Questions() {
    TestUnit Unit(Head + Code);
    EXPECT_TRUE(Unit.valid()) << Code;
    UnitAnalysis Analysis(Unit.facts());
    std::vector<std::optional<Confidence>> Found(Expected.size());
    for (const Retention &R : Analysis.retentions()) {
      llvm::StringRef Name = Analysis.facts().Functions[R.Top]->Name;
      llvm::StringRef Letters = Name.rtrim("0123456789");
      unsigned Number = 0;
      bool Bad = Name.drop_front(Letters.size()).getAsInteger(10, Number);
      EXPECT_FALSE(Bad || Number >= Found.size()) << Name.str();
      if (Bad || Number >= Found.size())
        continue;
      Found[Number] = std::max(Found[Number], std::optional(R.How));
    }
    for (size_t I = 0; I != Found.size(); ++I)
      EXPECT_EQ(Found[I], Expected[I].second) << Expected[I].first;
  }

private:
  std::string Code;
  std::vector<std::pair<std::string, std::optional<Confidence>>> Expected;
};

struct Loop {
  const char *Before;
  const char *After;
};

const Loop ConstantLoops[] = {
    {"for (int i = 0; i < 24; ++i) {", "}"},
    {"for (int i = 24; i > 0; --i) {", "}"},
    {"for (int i = 0; i < 24 && more(); ++i) {", "}"},
    {"int i = 0; while (i < 24) {", "++i; }"},
    {"int i = 0; do {", "i += 1; } while (i < 24);"},
};

const Loop ElementLoops[] = {
    {"for (int i = 0; i < n; ++i) {", "}"},
    {"for (size_t i = 0; i < xs.size(); ++i) {", "}"},
    {"int i = 0; while (i < n) {", "++i; }"},
    {"while (n--) {", "}"},
    {"int i = 0; do {", "++i; } while (i < n);"},
    {"for (auto &each : xs) {", "}"},
    {"for (auto it = xs.begin(); it != xs.end(); ++it) {", "}"},
    {"auto it = xs.begin(); while (it != xs.end()) {", "++it; }"},
};

const Loop OpenLoops[] = {
    {"while (more()) {", "}"},
    {"for (;;) {", "}"},
    {"while (true) {", "if (!more()) break; }"},
    {"for (; more();) {", "}"},
    {"do {", "} while (more());"},
};

struct Kept {
  const char *Declared;
  const char *Store;
};

const Kept Holders[] = {
    {"auto s = torch::zeros({1});", "s += net->forward(input()).sum();"},
    {"auto s = torch::zeros({1});", "s = s + net->forward(input()).sum();"},
    {"auto s = torch::zeros({4, 4});", "s = net->forward(s);"},
    {"auto s = torch::zeros({4, 4});", "s.copy_(net->forward(input()));"},
    {"std::vector<torch::Tensor> s;", "s.push_back(net->forward(input()));"},
};

const std::string Given = "int n, std::vector<torch::Tensor> &xs";

std::string function(const std::string &Body) {
  return "void f@(" + Given + ") {" + Body + "}";
}
std::string method(const std::string &Body) {
  return "struct S@ { Net net; void f@(" + Given + ") {" + Body + "} };";
}

/// Every way of writing the loop, in a function and a method, for everything
/// that a local can keep, has one answer.
template <size_t N>
void expectLocal(const Loop (&Loops)[N], std::optional<Confidence> Expected) {
  Questions Ask;
  for (const Loop &L : Loops)
    for (const Kept &K : Holders) {
      const std::string Body =
          std::string(K.Declared) + L.Before + K.Store + L.After;
      Ask.expect(function(Body), Expected);
      Ask.expect(method(Body), Expected);
    }
}

TEST(Lifetimes, ConstantRoundsEndWithTheCall) {
  expectLocal(ConstantLoops, Silent);
}

TEST(Lifetimes, RoundsThatAnArgumentTellsAreLikely) {
  expectLocal(ElementLoops, Likely);
}

TEST(Lifetimes, OpenRoundsRepeat) {
  // Likely: nobody in sight tells the grad mode.
  expectLocal(OpenLoops, Likely);
}

TEST(Lifetimes, ACallerThatRepeatsEndsTheLife) {
  Questions Ask;
  for (const Loop &L : {ElementLoops[0], ElementLoops[5]})
    for (const Kept &K : Holders) {
      const std::string Body =
          std::string(K.Declared) + L.Before + K.Store + L.After;
      Ask.expect(function(Body) + "void all@(" + Given +
                     ") { while (more()) f@(n, xs); }",
                 Silent);
      Ask.expect(method(Body) + "void all@(S@ &s, " + Given +
                     ") { while (more()) s.f@(n, xs); }",
                 Silent);
      // Written out, it is the same.
      Ask.expect(function("while (more()) {" + Body + "}"), Silent);
    }
}

TEST(Lifetimes, MainIsTheProgram) {
  std::string Main = "int main() { int n = 0; std::vector<torch::Tensor> xs;";
  Questions Ask;
  for (const Kept &K : Holders) {
    Ask.expect(function(std::string(K.Declared) + ConstantLoops[0].Before +
                        K.Store + "}"),
               Definite);
    Main += " f" + std::to_string(&K - Holders) + "(n, xs);";
  }
  Ask.expect(Main + " }", Silent);
}

TEST(Lifetimes, StepsRepeat) {
  const std::string Steps =
      "auto loss = net->forward(input()).mean(); opt.zero_grad(); "
      "loss.backward(); opt.step(); ";
  Questions Ask;
  for (const Loop &L : {ConstantLoops[0], ElementLoops[5], OpenLoops[0]})
    for (const char *Sum : {"s += loss;", "s = s + loss;"})
      Ask.expect("void f@(" + Given + ", torch::optim::SGD &opt) {" +
                     "auto s = torch::zeros({1});" + L.Before + Steps + Sum +
                     L.After + "}",
                 Likely);
}

TEST(Lifetimes, APassOfATrainingIsNoRequest) {
  const std::string Validate =
      "double f@(std::vector<torch::Tensor> &xs) {\n"
      "  auto s = torch::zeros({1});\n"
      "  for (auto &x : xs) s += net->forward(x).sum();\n"
      "  return s.item<double>(); }\n";
  const std::string Steps =
      "auto l = net->forward(input()).mean(); opt.zero_grad(); l.backward(); "
      "opt.step();";
  const std::string Parameters =
      "(torch::optim::SGD &opt, std::vector<torch::Tensor> &xs)";
  Questions Ask;
  Ask.expect(Validate + "void g@" + Parameters +
                 " { while (more()) { for (auto &x : xs) {" + Steps +
                 "} f@(xs); } }",
             Likely);
  Ask.expect(Validate + "void epoch@" + Parameters + " { for (auto &x : xs) {" +
                 Steps + "} }\nvoid g@" + Parameters +
                 " { while (more()) { epoch@(opt, xs); f@(xs); } }",
             Likely);
  Ask.expect(Validate + "void g@" + Parameters + " { while (more()) { " +
                 Steps + " f@(xs); } }",
             Silent);
  Ask.expect(Validate + "void g@" + Parameters + " { while (more()) f@(xs); }",
             Silent);
}

TEST(Lifetimes, MembersAndGlobalsOutliveTheirCalls) {
  const std::string Sum = "s@ += net->forward(input()).sum();";
  Questions Ask;
  Ask.expect("struct S@ { torch::Tensor s@ = torch::zeros({1});\n"
             "  void f@() { " +
                 Sum + " } };",
             Likely);
  Ask.expect("torch::Tensor s@; void f@() { " + Sum + " }", Likely);
  Ask.expect("struct S@ { std::vector<torch::Tensor> s;\n"
             "  void f@() { s.push_back(net->forward(input())); } };",
             Likely);
}

TEST(Lifetimes, AResetCountsWithinOneLife) {
  Questions Ask;
  auto state = [&](const std::string &Body, std::optional<Confidence> Expected,
                   const std::string &Callers = "") {
    Ask.expect("struct S@ { torch::Tensor s; " + Callers +
                   " void f@(int n) { " + Body + "} };",
               Expected);
  };
  const std::string Step = "s = net->forward(s); ";
  const std::string Reset = "s = torch::zeros({4, 4}); ";
  // With each call, as if it were a local.
  state(Reset + "for (int i = 0; i < 8; ++i) " + Step, Silent);
  state(Reset + "for (int i = 0; i < n; ++i) " + Step, Likely);
  state(Reset + "for (;;) " + Step, Likely);
  state(Reset + "for (int i = 0; i < n; ++i) " + Step, Silent,
        "void all@(int n) { while (more()) f@(n); }");
  // In each round.
  state("for (;;) { " + Reset + Step + "}", Silent);
  state("for (;;) { " + Reset + "for (int i = 0; i < n; ++i) " + Step + "}",
        Silent);
  // Once, before a loop elsewhere. A thread begins with grad mode on.
  state("for (;;) " + Step, Likely, "S@() { " + Reset + "f@(1); }");
  state("for (;;) " + Step, Definite,
        "std::thread worker; S@() { " + Reset +
            "worker = std::thread([this] { f@(1); }); }");
}

TEST(Lifetimes, AModelsPartsAreNoRounds) {
  const std::string Parts = "std::vector<torch::nn::Linear> parts; ";
  const std::string Walk = "for (auto &part : parts) s = part->forward(s); ";
  Questions Ask;
  Ask.expect("struct S@ { " + Parts + "void f@(torch::Tensor s) { " + Walk +
                 "} };",
             Silent);
  Ask.expect("struct S@ { " + Parts + "torch::Tensor s; void f@() { " + Walk +
                 "} };",
             Likely);
  Ask.expect("struct S@ { " + Parts +
                 "void f@(torch::Tensor s) { while (more()) { " + Walk +
                 "} } };",
             Likely);
  Ask.expect("double f@() { auto s = torch::zeros({1});\n"
             "  for (auto &p : net->parameters()) s = s + p.sum();\n"
             "  return s.item<double>(); }",
             Silent);
}

TEST(Lifetimes, OwnershipCyclesUseTheSameRounds) {
  const std::string Pair =
      "struct B; struct A { std::shared_ptr<B> b; torch::Tensor t; };\n"
      "struct B { std::shared_ptr<A> a; };\n"
      "void tie() { auto a = std::make_shared<A>(); auto b = "
      "std::make_shared<B>(); a->b = b; b->a = a; }\n";
  auto cycles = [&](const std::string &Code) {
    TestUnit Unit(Pair + Code);
    EXPECT_TRUE(Unit.valid());
    return UnitAnalysis(Unit.facts()).cycles();
  };
  auto Assumed = cycles("");
  ASSERT_EQ(Assumed.size(), 1u);
  EXPECT_EQ(Assumed[0].How, Confidence::Likely);
  auto Seen = cycles("int main() { for (int i = 0; i < 8; ++i) tie(); }");
  ASSERT_EQ(Seen.size(), 1u);
  EXPECT_EQ(Seen[0].How, Confidence::Definite);
  EXPECT_TRUE(cycles("int main() { tie(); }").empty());
}

} // namespace
