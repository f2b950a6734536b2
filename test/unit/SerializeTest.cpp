//===- SerializeTest.cpp - Facts as bytes, and back -----------------------===//

#include "program/Serialize.h"
#include "TestUnit.h"
#include "program/Print.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include "gtest/gtest.h"
#include <random>

using namespace torchleak;

namespace {

/// Something of every kind of fact.
const char Code[] = R"cpp(
struct Net : torch::nn::Module {
  torch::nn::Linear layer{nullptr};
  Net() { layer = register_module("layer", torch::nn::Linear(3, 4)); }
  torch::Tensor forward(torch::Tensor x) { return layer->forward(x); }
};
struct Trainer {
  std::shared_ptr<Net> net;
  torch::optim::SGD *optimizer;
  std::vector<torch::Tensor> all;
  std::map<int, torch::Tensor> last;
  std::function<void(torch::Tensor)> callback;
  bool first = true;
  torch::Tensor hidden;
  std::pair<torch::Tensor, torch::Tensor> both;
  torch::Tensor step(torch::Tensor x, bool train) {
    torch::AutoGradMode mode(train);
    torch::NoGradGuard();
    if (first) { first = false; all.clear(); }
    if (all.size() > 100) all.erase(all.begin());
    if (!hidden.defined()) hidden = x;
    auto y = net->forward(x);
    hidden = hidden * 0.9 + y;
    both = {x, y};
    all.push_back(y);
    last[3] = y;
    for (auto &t : all) t = t.detach();
    callback(y);
    optimizer->zero_grad();
    y.sum().backward({}, true);
    optimizer->step();
    for (auto &p : net->parameters()) p.set_requires_grad(false);
    auto later = [this](torch::Tensor z) { all.push_back(z); };
    callback = later;
    return y;
  }
};
int main() {
  Trainer t;
  while (true) t.step(torch::ones({3}), false);
}
)cpp";

std::string print(const UnitFacts &Facts) {
  std::string Text;
  llvm::raw_string_ostream OS(Text);
  printFacts(Facts, OS);
  return Text;
}

const std::string &bytes() {
  static const std::string Written = [] {
    TestUnit Unit(Code);
    EXPECT_TRUE(Unit.valid());
    return writeFacts(Unit.facts());
  }();
  return Written;
}

std::string refusal(llvm::StringRef Bytes) {
  llvm::Expected<UnitFacts> Read = readFacts(Bytes);
  return Read ? "" : llvm::toString(Read.takeError());
}

/// With the checksum that it should have.
std::string sealed(std::string Bytes) {
  uint64_t Sum = llvm::xxh3_64bits(llvm::StringRef(Bytes).drop_front(48));
  for (unsigned I = 0; I != 8; ++I)
    Bytes[40 + I] = char(Sum >> (8 * I));
  return Bytes;
}

TEST(Serialize, WhatIsReadIsWhatWasWritten) {
  TestUnit Unit(Code);
  UnitFacts Facts = Unit.facts();
  llvm::Expected<UnitFacts> Read = readFacts(writeFacts(Facts));
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  std::string Before = print(Facts);
  EXPECT_NE(Before.find("backward"), std::string::npos);
  EXPECT_EQ(Before, print(*Read));
  EXPECT_EQ(writeFacts(Facts), writeFacts(*Read));
  // Nor does it depend on where things lie in memory.
  EXPECT_EQ(writeFacts(Facts), bytes());
}

TEST(Serialize, PlacesAreFoundAgain) {
  TestUnit Unit(Code);
  UnitFacts Facts = Unit.facts();
  llvm::Expected<UnitFacts> Read = readFacts(writeFacts(Facts));
  ASSERT_TRUE(bool(Read)) << llvm::toString(Read.takeError());
  unsigned Fields = 0;
  for (const Place &P : Facts.Places)
    if (P.Kind == PlaceKind::Field) {
      ++Fields;
      EXPECT_EQ(Facts.field(P.Parent, P.Entity),
                Read->field(P.Parent, P.Entity));
    }
  EXPECT_GT(Fields, 5u);
}

TEST(Serialize, EveryLengthIsRefused) {
  for (size_t Length = 0; Length != bytes().size(); ++Length)
    EXPECT_NE(refusal(llvm::StringRef(bytes()).take_front(Length)), "")
        << Length;
  EXPECT_EQ(refusal(bytes() + "x"), "facts with something after them");
}

TEST(Serialize, DamageIsRefused) {
  // The same damage in each run. NOLINTNEXTLINE(bugprone-random-generator-seed)
  std::mt19937 Random(20);
  for (unsigned Try = 0; Try != 400; ++Try) {
    std::string Bytes = bytes();
    Bytes[Random() % Bytes.size()] ^= char(1 + Random() % 255);
    EXPECT_NE(refusal(Bytes), "") << Try;
  }
}

// Somebody who knows the checksum. What still makes sense may be read, and is
// then as good as facts that were extracted.
TEST(Serialize, ForgedFactsAreRefusedOrSound) {
  // The same forgeries in each run.
  // NOLINTNEXTLINE(bugprone-random-generator-seed)
  std::mt19937 Random(7);
  unsigned Refused = 0;
  for (unsigned Try = 0; Try != 3000; ++Try) {
    std::string Bytes = bytes();
    for (unsigned Flips = 1 + Random() % 3; Flips != 0; --Flips)
      Bytes[48 + Random() % (Bytes.size() - 48)] = char(Random());
    llvm::Expected<UnitFacts> Read = readFacts(sealed(Bytes));
    if (Read) {
      EXPECT_FALSE(print(*Read).empty());
    } else {
      ++Refused;
      llvm::consumeError(Read.takeError());
    }
  }
  EXPECT_GT(Refused, 500u);
}

// Counts that promise more than there is must not take memory first.
TEST(Serialize, HugeCountsEndWithTheBytes) {
  for (size_t At = 49; At + 4 < bytes().size() && At < 3000; ++At) {
    std::string Bytes = bytes();
    Bytes.replace(At, 4, "\xff\xff\xff\x7f");
    refusal(sealed(Bytes));
  }
}

TEST(Serialize, OthersAreNamed) {
  EXPECT_EQ(refusal("int main() {}"), "no facts of torchleak");
  std::string Bytes = bytes();
  Bytes[8] = 99;
  EXPECT_EQ(refusal(Bytes),
            "facts of form 99, and not " + std::to_string(FactsVersion));
  Bytes = bytes();
  Bytes.replace(12, 6, std::string("0.0.7\0", 6));
  EXPECT_NE(refusal(Bytes).find("facts of torchleak 0.0.7, and not "),
            std::string::npos);
}

} // namespace
