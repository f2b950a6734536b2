//===- Budget.cpp - Bounds, and what is assumed beyond them ---------------===//

#include "program/Budget.h"
#include "llvm/Support/ErrorHandling.h"

namespace torchleak {

namespace {
struct Row {
  llvm::StringLiteral Name;
  unsigned Limit;
  Benign Direction;
};
} // namespace

static constexpr Row Rows[] = {
#define BUDGET(Id, Name, Limit, Direction)                                     \
  {llvm::StringLiteral(Name), Limit, Benign::Direction},
#include "program/Budgets.def"
};

static constexpr Budget All[] = {
#define BUDGET(Id, Name, Limit, Direction) Budget::Id,
#include "program/Budgets.def"
};

llvm::ArrayRef<Budget> allBudgets() { return All; }

static const Row &rowOf(Budget B) { return Rows[static_cast<unsigned>(B)]; }

llvm::StringRef nameOf(Budget B) { return rowOf(B).Name; }
unsigned limitOf(Budget B) { return rowOf(B).Limit; }
Benign directionOf(Budget B) { return rowOf(B).Direction; }

llvm::StringRef toString(Benign Direction) {
  switch (Direction) {
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

// A unit is extracted and analysed by one thread.
static thread_local BudgetHits *Counting = nullptr;

BudgetScope::BudgetScope(BudgetHits &Into) : Outer(Counting) {
  Counting = &Into;
}
BudgetScope::~BudgetScope() { Counting = Outer; }

void noteHit(Budget B) {
  if (Counting)
    ++(*Counting)[nameOf(B).str()];
}

} // namespace torchleak
