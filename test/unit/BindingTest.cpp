//===- BindingTest.cpp - A callee's words in those of its caller ----------===//

#include "analysis/calls/Binding.h"
#include "TestUnit.h"
#include "analysis/calls/Targets.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

/// The call of `g` in `f`, of the code's functions, both ways.
class Bound {
public:
  explicit Bound(const std::string &Code)
      : Unit("#include <vector>\n" + Code), Facts(Unit.facts()) {
    EXPECT_TRUE(Unit.valid());
    const Targets Bodies(Facts);
    const FunctionFacts &Caller = *Unit.function(Facts, "f");
    for (unsigned I = 0; I != Caller.Calls.size(); ++I)
      for (FunctionId Callee : Bodies.of(Caller.Calls[I]))
        if (Facts.Functions[Callee]->Name == "g")
          Call.emplace(Facts, Caller, I, Callee);
  }
  const Binding &operator*() const { return *Call; }
  const Binding *operator->() const { return &*Call; }
  const FunctionFacts &callee() const {
    return *Facts.Functions[Call->callee()];
  }
  /// The callee's place that is written like that, in the caller's words.
  std::string inCaller(const std::string &Written) const {
    PlaceId Here = Call->place(find(Written));
    return Here == None ? "-" : Facts.describe(Here);
  }
  PlaceId find(const std::string &Written) const {
    for (PlaceId P = 1; P != Facts.Places.size(); ++P) {
      const Place &Root = Facts.Places[Facts.rootOf(P)];
      bool IsOurs = Root.Owner == Call->callee() ||
                    Root.Kind == PlaceKind::This ||
                    Root.Kind == PlaceKind::Global;
      if (IsOurs && Facts.describe(P) == Written)
        return P;
    }
    ADD_FAILURE() << "no place " << Written;
    return None;
  }

private:
  TestUnit Unit;
  UnitFacts Facts;
  std::optional<Binding> Call;
};

constexpr const char *State = R"(
struct State { torch::Tensor h; std::vector<torch::Tensor> kept; };
State shared;
)";

TEST(Binding, AParameterIsWhatIsPassedForIt) {
  Bound Call(std::string(State) + R"(
void g(State &s, torch::Tensor x) { s.kept.push_back(x); s.h = x; }
void f(torch::Tensor y) { State mine; g(mine, y); }
)");
  EXPECT_EQ(Call.inCaller("s"), "mine");
  EXPECT_EQ(Call.inCaller("s.kept"), "mine.kept");
  // What is passed by value is a copy: it has a value, but no place.
  EXPECT_EQ(Call.inCaller("x"), "-");
  EXPECT_NE(Call->passed(Call.find("x"))->Value, None);
  EXPECT_TRUE(Call->isOfParameter(Call.find("s.kept")));
  EXPECT_EQ(Call->argument(Call.find("s.kept")), Call->argumentOf(0));
  EXPECT_EQ(Call->passed(Call.find("x")), Call->argumentOf(1));
  EXPECT_EQ(Call->argumentOf(2), nullptr);
}

TEST(Binding, AGlobalIsTheSameEverywhereAndALocalNowhere) {
  Bound Call(std::string(State) + R"(
void g(torch::Tensor x) { State own; own.h = x; shared.h = own.h; }
void f(torch::Tensor y) { g(y); }
)");
  EXPECT_EQ(Call.inCaller("shared.h"), "shared.h");
  EXPECT_EQ(Call.inCaller("own.h"), "-");
  EXPECT_EQ(Call->passed(Call.find("shared.h")), nullptr);
}

TEST(Binding, TheObjectIsTheReceiver) {
  Bound Call(R"(
struct Log { std::vector<torch::Tensor> kept;
             void g(torch::Tensor x) { kept.push_back(x); } };
void f(torch::Tensor y) { Log log; log.g(y); }
)");
  EXPECT_EQ(Call.inCaller("kept"), "log.kept");
  EXPECT_EQ(Call->passed(Call.find("kept")), &Call->call().Receiver);
  EXPECT_EQ(Call->argument(Call.find("kept")), nullptr);
}

TEST(Binding, AConditionIsOneOfTheCallersFlagOrDecided) {
  const std::string Code = R"(
void g(torch::Tensor x, bool train) { if (train) shared.h = x; }
)";
  Bound Number(State + Code + "void f(torch::Tensor y) { g(y, false); }");
  const Condition IsTrue{Number.find("train"), 1, true};
  EXPECT_EQ(Number->holds(IsTrue), std::optional(false));
  EXPECT_EQ(Number->holds(IsTrue.negated()), std::optional(true));

  Bound Flag(State + Code + "void f(torch::Tensor y, bool on) { g(y, on); }");
  const Condition Negated{Flag.find("train"), 1, false};
  EXPECT_EQ(Flag->holds(Negated), std::nullopt);
  EXPECT_EQ(Flag->condition(Negated).Flag, Flag->argumentOf(1)->Flag);
  EXPECT_NE(Flag->condition(Negated).Flag, None);
  EXPECT_FALSE(Flag->condition(Negated).Equal);
}

// It took the first argument for any flag that is no parameter.
TEST(Binding, AConditionOnAMemberAsksNoArgument) {
  Bound Call(R"(
struct Model { bool train; torch::Tensor h;
               void g(int) { if (train) h = torch::Tensor(); } };
void f() { Model m; m.g(0); }
)");
  const Condition IsTrue{Call.find("train"), 1, true};
  EXPECT_EQ(Call->holds(IsTrue), std::nullopt);
}

} // namespace
