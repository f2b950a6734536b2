//===- Budget.cpp - Bounds, and what is assumed beyond them ---------------===//

#include "program/Budget.h"
#include "llvm/Support/ErrorHandling.h"

namespace torchleak {

namespace {
struct Row {
  llvm::StringLiteral Name;
  Benign Direction;
};
} // namespace

static constexpr Row Rows[] = {
#define BUDGET(Id, Name, Limit, Direction)                                     \
  {llvm::StringLiteral(Name), Benign::Direction},
#include "program/Budgets.def"
};

static constexpr Budget All[] = {
#define BUDGET(Id, Name, Limit, Direction) Budget::Id,
#include "program/Budgets.def"
};

llvm::ArrayRef<Budget> allBudgets() { return All; }

static const Row &rowOf(Budget B) { return Rows[static_cast<unsigned>(B)]; }

// A unit is extracted and analysed by one thread.
static thread_local BudgetHits *Counting = nullptr;
static thread_local unsigned Limits[] = {
#define BUDGET(Id, Name, Limit, Direction) Limit,
#include "program/Budgets.def"
};

llvm::StringRef nameOf(Budget B) { return rowOf(B).Name; }
unsigned limitOf(Budget B) { return Limits[static_cast<unsigned>(B)]; }
Benign directionOf(Budget B) { return rowOf(B).Direction; }

llvm::StringRef toString(Benign Direction) {
  switch (Direction) {
  case Benign::NothingTold:
    return "nothing told";
  case Benign::Havoc:
    return "may release everything";
  case Benign::NotKept:
    return "not kept";
  case Benign::NoHistory:
    return "no history";
  case Benign::UnknownMode:
    return "grad mode unknown";
  case Benign::Used:
    return "used later";
  case Benign::NoCycle:
    return "no cycle";
  case Benign::ShorterStory:
    return "shorter story";
  }
  llvm_unreachable("no such direction");
}

BudgetScope::BudgetScope(BudgetHits &Into) : Outer(Counting) {
  Counting = &Into;
}
BudgetScope::~BudgetScope() { Counting = Outer; }

LimitScope::LimitScope(Budget B, unsigned Limit) : Of(B), Outer(limitOf(B)) {
  Limits[static_cast<unsigned>(Of)] = Limit;
}
LimitScope::~LimitScope() { Limits[static_cast<unsigned>(Of)] = Outer; }

void noteHit(Budget B) {
  if (Counting)
    ++(*Counting)[nameOf(B).str()];
}

} // namespace torchleak
