//===- Budget.h - Bounds, and what is assumed beyond them -------*- C++ -*-===//
//
// Whatever is given up in order to stay fast has a name, a limit, a direction
// in which the answer then errs, and a count that --stats and JSON show. All of
// them stand in Budgets.def.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_BUDGET_H
#define TORCHLEAK_PROGRAM_BUDGET_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <map>
#include <string>

namespace torchleak {

/// What is assumed of what lies beyond a bound. All of these are benign: they
/// may hide a leak, and never make one up.
enum class Benign {
  /// No finding of the unit is told.
  NothingTold,
  /// The function may release and cut everything that it can reach.
  Havoc,
  /// The value is kept by nothing, or nothing that lasts.
  NotKept,
  /// The value carries no history.
  NoHistory,
  /// Grad mode is not known: nothing was recorded.
  UnknownMode,
  /// What is kept is used later, or freed: it is kept on purpose.
  Used,
  /// No cycle of owners is closed there.
  NoCycle,
  /// The story of a finding leaves something out.
  ShorterStory,
};

enum class Budget {
#define BUDGET(Id, Name, Limit, Direction) Id,
#include "program/Budgets.def"
};

llvm::ArrayRef<Budget> allBudgets();
llvm::StringRef nameOf(Budget B);
unsigned limitOf(Budget B);
Benign directionOf(Budget B);
llvm::StringRef toString(Benign Direction);

/// How often each bound was met, by its name.
using BudgetHits = std::map<std::string, unsigned>;

/// Counts the hits of this thread while it lives.
class BudgetScope {
public:
  explicit BudgetScope(BudgetHits &Into);
  ~BudgetScope();
  BudgetScope(const BudgetScope &) = delete;
  BudgetScope &operator=(const BudgetScope &) = delete;

private:
  BudgetHits *Outer;
};

/// Another limit of one budget on this thread while it lives, so that a small
/// program meets it.
class LimitScope {
public:
  LimitScope(Budget B, unsigned Limit);
  ~LimitScope();
  LimitScope(const LimitScope &) = delete;
  LimitScope &operator=(const LimitScope &) = delete;

private:
  Budget Of;
  unsigned Outer;
};

/// Something was given up.
void noteHit(Budget B);

/// Whether \p Count is more than \p B allows; then it is counted.
inline bool isOver(Budget B, size_t Count) {
  if (Count <= limitOf(B))
    return false;
  noteHit(B);
  return true;
}

} // namespace torchleak

#endif
