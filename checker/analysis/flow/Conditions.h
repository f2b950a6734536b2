//===- Conditions.h - What branches tell of flags ---------------*- C++ -*-===//
//
// `if (!train) guard.emplace(); ... if (train) kept.push_back(y);`: which of a
// function's blocks run under which values of the variables that it branches on
// and does not set.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_FLOW_CONDITIONS_H
#define TORCHLEAK_ANALYSIS_FLOW_CONDITIONS_H

#include "analysis/calls/AbstractValue.h"
#include "analysis/calls/Binding.h"
#include "program/Unit.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/BitVector.h"

namespace torchleak {

class Conditions {
public:
  using List = llvm::SmallVector<Condition, 2>;

  Conditions(const UnitFacts &Unit, const FunctionFacts &F);
  /// What holds whenever the block runs.
  llvm::ArrayRef<Condition> at(unsigned Block) const { return Known[Block]; }
  /// What holds on the way from one block to the next, and not always there.
  List onEdge(unsigned From, unsigned To) const;
  /// \p Terms as they are in \p Block: without those that need something else
  /// to hold.
  TermSet in(const TermSet &Terms, unsigned Block) const;
  /// \p Terms after the edge.
  TermSet after(const TermSet &Terms, unsigned From, unsigned To) const;
  /// \p Terms with what holds in \p Block and callers may know.
  TermSet fromBlock(const TermSet &Terms, unsigned Block) const;

  /// What callers may know to hold, or not, in \p Block: of one
  /// of its parameters. Flag is None if there is nothing.
  Condition ofParameter(unsigned Block) const;
  /// \p Block runs only if a parameter says so, the one of \p OnlyIf, if that
  /// has one; it is noted there.
  bool dependsOnParameter(unsigned Block, Condition *OnlyIf) const;
  /// \p C, of a parameter of the callee, may hold in a call from \p Block.
  bool mayHold(const Condition &C, const Binding &Bound, unsigned Block) const;
  /// \p Value where \p C holds.
  static AbstractValue where(const Condition &C, AbstractValue Value);
  static bool contradicts(const Condition &A, const Condition &B);
  static bool implies(const Condition &A, const Condition &B);
  /// Adds \p C to what \p T needs; false if that never holds.
  static bool require(Term &T, const Condition &C, bool Must = false);

private:
  /// What the branch that ends a block tells of the next.
  std::optional<Condition> ofEdge(unsigned From, unsigned To) const;

  const UnitFacts &Unit;
  const FunctionFacts &F;
  std::vector<List> Known;
  /// Blocks of which more is known than is told: nothing holds there for sure.
  llvm::BitVector Crowded;
  /// Blocks that declare the local ones.
  llvm::DenseMap<PlaceId, unsigned> DeclaredIn;
};

} // namespace torchleak

#endif
