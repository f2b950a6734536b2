//===- CallsTest.cpp - Rows of the call tables on real declarations -------===//

#include "model/calls/Calls.h"
#include "TestUnit.h"
#include "clang/AST/DynamicRecursiveASTVisitor.h"
#include "gtest/gtest.h"

using namespace torchleak;

namespace {

/// Code with one function `f`, and the effects of its calls in source order.
class CallUnit : public TestUnit {
public:
  explicit CallUnit(const std::string &Code, const Options &Opts = {})
      : TestUnit(Code), Types(context(), Opts), Calls(Types) {
    struct Collector : clang::DynamicRecursiveASTVisitor {
      explicit Collector(const TorchTypes &Types) : Types(Types) {
        ShouldWalkTypesOfTypeLocs = false;
      }
      bool TraverseDecl(clang::Decl *D) override {
        if (D && !llvm::isa<clang::TranslationUnitDecl>(D) &&
            Types.isLibraryCode(D->getLocation()))
          return true;
        return clang::DynamicRecursiveASTVisitor::TraverseDecl(D);
      }
      bool VisitCallExpr(clang::CallExpr *E) override {
        Found.push_back(E);
        return true;
      }
      const TorchTypes &Types;
      std::vector<const clang::CallExpr *> Found;
    } Visitor(Types);
    Visitor.TraverseDecl(context().getTranslationUnitDecl());
    All = std::move(Visitor.Found);
  }

  /// The effects of the call whose callee has this name.
  CallEffects of(llvm::StringRef Name) const {
    for (const clang::CallExpr *Call : All)
      if (const clang::FunctionDecl *F = Call->getDirectCallee())
        if (F->getNameAsString() == Name)
          return Calls.lookup(Call);
    ADD_FAILURE() << "no call of " << Name.str();
    return {};
  }

private:
  TorchTypes Types;
  CallModel Calls;
  std::vector<const clang::CallExpr *> All;
};

} // namespace

TEST(Calls, RowsResolveOnTheStandardLibrary) {
  CallUnit Unit(R"(
#include <algorithm>
#include <iterator>
#include <thread>
void f(std::vector<int> v, std::map<int, int> m, std::optional<int> o) {
  std::transform(v.begin(), v.end(), std::back_inserter(v),
                 [](int i) { return i; });
  v.emplace_back(1);
  v.pop_back();
  m.try_emplace(1, 2);
  o.reset();
  auto w = std::move(v);
  auto s = std::make_shared<int>(3);
  int n = std::exchange(w[0], 4);
})");
  ASSERT_TRUE(Unit.valid());
  EXPECT_TRUE(Unit.of("transform").does(Effect::MakesElements));
  EXPECT_FALSE(Unit.of("transform").does(Effect::PairsRanges));
  EXPECT_TRUE(Unit.of("back_inserter").does(Effect::MakesInserter));
  EXPECT_TRUE(Unit.of("begin").does(Effect::BeginsRange));
  EXPECT_EQ(Unit.of("emplace_back").On, Receiver::Container);
  EXPECT_TRUE(Unit.of("emplace_back").does(Effect::Constructs));
  EXPECT_TRUE(Unit.of("pop_back").does(Effect::Partly));
  EXPECT_TRUE(Unit.of("try_emplace").does(Effect::IfAbsent));
  EXPECT_EQ(Unit.of("reset").On, Receiver::Holder);
  EXPECT_TRUE(Unit.of("reset").does(Effect::Assigns));
  EXPECT_TRUE(Unit.of("move").does(Effect::EmptiesArgument));
  EXPECT_TRUE(Unit.of("make_shared").does(Effect::MakesObject));
  EXPECT_TRUE(Unit.of("exchange").does(Effect::Exchanges));
}

TEST(Calls, TheNumberOfArgumentsTellsNamesakesApart) {
  CallUnit Unit(R"(
#include <algorithm>
void f(std::vector<int> v, std::vector<int> w) {
  std::move(v.begin(), v.end(), w.begin());
})");
  ASSERT_TRUE(Unit.valid());
  EXPECT_TRUE(Unit.of("move").does(Effect::Overwrites));
  EXPECT_FALSE(Unit.of("move").does(Effect::ReturnsArgument));
}

TEST(Calls, RowsResolveOnLibtorch) {
  CallUnit Unit(R"(
void f(torch::Tensor t, torch::nn::Linear net, torch::optim::SGD &sgd) {
  torch::GradMode::set_enabled(false);
  torch::mse_loss(net->forward(t), t);
  torch::autograd::backward({t});
  t.detach_();
  t.mutable_grad();
  sgd.step();
  sgd.zero_grad();
  net->parameters();
  torch::nn::init::zeros_(t);
})");
  ASSERT_TRUE(Unit.valid());
  EXPECT_TRUE(Unit.of("set_enabled").does(Effect::SetsGradMode));
  EXPECT_TRUE(Unit.of("mse_loss").does(Effect::IsOperator));
  EXPECT_TRUE(Unit.of("forward").does(Effect::RunsModule));
  EXPECT_TRUE(Unit.of("backward").does(Effect::Backward));
  EXPECT_EQ(Unit.of("backward").Argument, 2);
  EXPECT_TRUE(Unit.of("detach_").does(Effect::CutsInPlace));
  EXPECT_TRUE(Unit.of("mutable_grad").does(Effect::ReturnsMutableGradient));
  EXPECT_TRUE(Unit.of("step").does(Effect::StepsOptimizer));
  EXPECT_TRUE(Unit.of("zero_grad").does(Effect::ClearsGradients));
  EXPECT_TRUE(Unit.of("parameters").does(Effect::ReturnsParts));
  EXPECT_TRUE(Unit.of("zeros_").does(Effect::Initializes));
}

TEST(Calls, NamesakesOfTheProjectAreNothing) {
  CallUnit Unit(R"(
namespace mine {
struct GradMode { static void set_enabled(bool); };
struct Queue {
  void push_back(torch::Tensor);
  void clear();
  int size() const;
  void zero_grad();
  void step();
  torch::Tensor forward(torch::Tensor);
  torch::Tensor detach_();
};
torch::Tensor move(torch::Tensor);
void backward(torch::Tensor);
} // namespace mine
void f(mine::Queue q, torch::Tensor t) {
  mine::GradMode::set_enabled(false);
  q.push_back(t);
  q.clear();
  q.size();
  q.zero_grad();
  q.step();
  q.forward(t);
  q.detach_();
  mine::move(t);
  mine::backward(t);
})");
  ASSERT_TRUE(Unit.valid());
  for (const char *Name :
       {"set_enabled", "push_back", "clear", "size", "zero_grad", "step",
        "forward", "detach_", "move", "backward"})
    EXPECT_FALSE(Unit.of(Name).Does.any()) << Name;
}

TEST(Calls, AutocastIsNoGradMode) {
  CallUnit Unit(R"(
namespace at { namespace autocast { void set_enabled(bool); } }
void f() { at::autocast::set_enabled(true); })");
  ASSERT_TRUE(Unit.valid());
  EXPECT_FALSE(Unit.of("set_enabled").does(Effect::SetsGradMode));
}

TEST(Calls, OptionsAreRows) {
  Options Opts;
  Opts.KeepFunctions = {"mine::keep"};
  Opts.ReleaseFunctions = {"mine::Pool::drain"};
  CallUnit Unit(R"(
namespace mine {
void keep(torch::Tensor);
struct Pool { void drain(); void keep(torch::Tensor); };
} // namespace mine
void f(mine::Pool p, torch::Tensor t) {
  mine::keep(t);
  p.drain();
})",
                Opts);
  ASSERT_TRUE(Unit.valid());
  EXPECT_TRUE(Unit.of("keep").does(Effect::KeepsArguments));
  EXPECT_TRUE(Unit.of("drain").does(Effect::ReleasesArguments));
}
