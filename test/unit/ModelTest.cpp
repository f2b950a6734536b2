//===- ModelTest.cpp - What types and operators mean ----------------------===//

#include "TestUnit.h"
#include "model/operators/Operators.h"
#include "gtest/gtest.h"

using namespace torchleak;

TEST(Operators, AnUnlistedOperatorIsDifferentiable) {
  for (llvm::StringRef Name :
       {"matmul", "clone", "floor", "no_such_operator"}) {
    EXPECT_FALSE(cutsHistory(Name)) << Name.str();
    EXPECT_EQ(neverRequiresGrad(Name), 0u) << Name.str();
    EXPECT_FALSE(isInPlaceOperator(Name)) << Name.str();
    EXPECT_FALSE(returnsView(Name)) << Name.str();
  }
}

TEST(Operators, DetachCutsAndComparisonsHaveNoHistory) {
  EXPECT_TRUE(cutsHistory("detach"));
  EXPECT_TRUE(cutsHistory("data"));
  for (llvm::StringRef Name : {"argmax", "operator>", "zeros_like", "greater"})
    EXPECT_EQ(neverRequiresGrad(Name), 1u) << Name.str();
}

TEST(Operators, ResultsOfATupleAreToldApart) {
  EXPECT_EQ(neverRequiresGrad("topk"), 2u);
  EXPECT_EQ(neverRequiresGrad("max"), 2u);
  EXPECT_EQ(neverRequiresGrad("lu_unpack"), 1u);
  EXPECT_EQ(findOperator("unique_dim")->Results, 3u);
}

TEST(Operators, ViewsAndWrites) {
  for (llvm::StringRef Name : {"operator[]", "index", "unbind", "real"})
    EXPECT_TRUE(returnsView(Name)) << Name.str();
  EXPECT_EQ(findOperator("contiguous")->Alias, Aliasing::ViewOrCopy);
  EXPECT_EQ(findOperator("transpose")->Alias, Aliasing::View);
  for (llvm::StringRef Name : {"index_put_", "operator+=", "add_out"})
    EXPECT_TRUE(isInPlaceOperator(Name)) << Name.str();
  // Out arguments come first in C++.
  EXPECT_EQ(findOperator("max_out")->Written, 3u);
}

TEST(Operators, TheTableIsSorted) {
  // Found by bisection: each row, the first and the last included.
  for (llvm::StringRef Name : {"__iand__", "argmax", "zero_", "zeros_out"})
    EXPECT_NE(findOperator(Name), nullptr) << Name.str();
}

TEST(Operators, LossesAndModulesWithoutParameters) {
  EXPECT_TRUE(isLossFunction("mse_loss"));
  EXPECT_TRUE(isLossFunction("cross_entropy"));
  EXPECT_FALSE(isLossFunction("softmax"));
  EXPECT_TRUE(isParameterlessModule("ReLUImpl"));
  EXPECT_TRUE(isParameterlessModule("MaxPool2dImpl"));
  EXPECT_FALSE(isParameterlessModule("LinearImpl"));
  EXPECT_FALSE(isParameterlessModule("LSTMImpl"));
}

TEST(TorchTypes, WhatHoldsTensors) {
  TestUnit Unit(
      "struct Plain { int x; };\n"
      "struct Record { int step; torch::Tensor loss; };\n"
      "struct Node { Node *next; torch::Tensor t; };\n"
      "extern torch::Tensor tensor; extern std::vector<torch::Tensor> list;\n"
      "extern std::map<int, std::vector<Record>> deep; extern Node node;\n"
      "extern std::optional<torch::Tensor> maybe; extern Plain plain;\n"
      "extern std::vector<double> numbers; extern torch::nn::Linear linear;\n"
      "extern std::weak_ptr<Record> weak; extern std::vector<int64_t> "
      "sizes;\n");
  ASSERT_TRUE(Unit.valid());
  const TorchTypes &Types = Unit.types();
  EXPECT_TRUE(Types.isTensor(Unit.typeOf("tensor")));
  for (const char *Name : {"tensor", "list", "deep", "maybe", "node"})
    EXPECT_TRUE(Types.holdsTensors(Unit.typeOf(Name))) << Name;
  for (const char *Name : {"plain", "numbers", "linear", "weak", "sizes"})
    EXPECT_FALSE(Types.holdsTensors(Unit.typeOf(Name))) << Name;
}

TEST(TorchTypes, Modules) {
  TestUnit Unit(
      "struct NetImpl : torch::nn::Module {};\nTORCH_MODULE(Net);\n"
      "extern Net net; extern std::shared_ptr<NetImpl> pointer;\n"
      "extern torch::nn::Linear linear; extern torch::Tensor tensor;\n");
  ASSERT_TRUE(Unit.valid());
  const TorchTypes &Types = Unit.types();
  ASSERT_TRUE(Types.moduleOf(Unit.typeOf("net")));
  EXPECT_EQ(Types.moduleOf(Unit.typeOf("net"))->getName(), "NetImpl");
  EXPECT_EQ(Types.moduleOf(Unit.typeOf("net")),
            Types.moduleOf(Unit.typeOf("pointer")));
  EXPECT_FALSE(Types.isBuiltinModule(Types.moduleOf(Unit.typeOf("net"))));
  EXPECT_TRUE(Types.isBuiltinModule(Types.moduleOf(Unit.typeOf("linear"))));
  EXPECT_EQ(Types.moduleOf(Unit.typeOf("tensor")), nullptr);
}

TEST(TorchTypes, GuardsAndTheirOwners) {
  TestUnit Unit(
      "struct Scope { torch::NoGradGuard guard; int depth; };\n"
      "struct Other { int depth; };\n"
      "extern torch::NoGradGuard plain; extern torch::AutoGradMode mode;\n"
      "extern std::optional<torch::NoGradGuard> maybe; extern Scope scope;\n"
      "extern Other other;\n");
  ASSERT_TRUE(Unit.valid());
  const TorchTypes &Types = Unit.types();
  EXPECT_EQ(Types.guardKind(Unit.typeOf("plain")), GuardKind::Off);
  EXPECT_EQ(Types.guardKind(Unit.typeOf("mode")), GuardKind::OnIf);
  EXPECT_EQ(Types.guardKind(Unit.typeOf("maybe")), GuardKind::Maybe);
  EXPECT_EQ(Types.guardKind(Unit.typeOf("scope")), GuardKind::Off);
  EXPECT_FALSE(Types.guardKind(Unit.typeOf("other")));
}

TEST(TorchTypes, WhoOwnsWhat) {
  TestUnit Unit(
      "struct Child { torch::Tensor t; };\n"
      "extern std::vector<std::shared_ptr<Child>> shared; extern Child part;\n"
      "extern std::weak_ptr<Child> weak; extern Child *raw;\n");
  ASSERT_TRUE(Unit.valid());
  llvm::SmallVector<OwnedRecord, 2> Owned;
  Unit.types().ownedRecords(Unit.typeOf("shared"), Owned);
  ASSERT_EQ(Owned.size(), 1u);
  EXPECT_TRUE(Owned[0].ByPointer);
  Owned.clear();
  Unit.types().ownedRecords(Unit.typeOf("part"), Owned);
  ASSERT_EQ(Owned.size(), 1u);
  EXPECT_FALSE(Owned[0].ByPointer);
  for (const char *Name : {"weak", "raw"}) {
    Owned.clear();
    Unit.types().ownedRecords(Unit.typeOf(Name), Owned);
    EXPECT_TRUE(Owned.empty()) << Name;
  }
}
