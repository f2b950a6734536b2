//===- Ownership.h - Cycles of owners that code ties ------------*- C++ -*-===//
//
// The classes of a unit may own each other without any harm: only code that
// ties one object to another makes a cycle. Ties are collected per function
// over abstract objects; a callee's ties are taken over at its calls.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_OWNERS_OWNERSHIP_H
#define TORCHLEAK_ANALYSIS_OWNERS_OWNERSHIP_H

#include "analysis/Answers.h"
#include "analysis/flow/ValueFlow.h"

namespace torchleak {

struct OwnershipCycle {
  /// In order: each hop's target is the next hop's source.
  std::vector<TieEffect> Hops;
  /// The tie that the finding points at; an index into Hops.
  unsigned Closing = 0;
  /// The function whose code ties the cycle.
  FunctionId In = NoFunction;
  unsigned Block = 0;
};

/// An ownership cycle with its repetition.
struct TiedCycle {
  OwnershipCycle Cycle;
  Repeat Why = Repeat::ObjectCreation;
  Spot RepeatLoc;
  std::string RepeatName;
  Confidence How = Confidence::Likely;
  /// The tie that closes it.
  const TieEffect &closing() const { return Cycle.Hops[Cycle.Closing]; }
};

class OwnershipAnalysis {
public:
  OwnershipAnalysis(UnitFacts &Unit, FunctionId Function, ValueFlow &Flow,
                    const EffectTable &Summaries,
                    std::vector<OwnershipCycle> &Cycles);
  /// Adds the cycles that this function ties, and its ties to \p Result.
  void run(Summary &Result);

private:
  void collectStore(const Event &E, unsigned Block);
  void collectCall(const Event &E, unsigned Block);
  void addTie(TieEffect Tie);
  void addImplied(PlaceId P, unsigned Block, unsigned Order);
  void targets(NodeId N, llvm::SmallVectorImpl<ObjectRef> &Out,
               unsigned Depth = 0);
  ObjectRef ownerOf(PlaceId P, ValueId Root, EntityId &Field,
                    std::string &Name);
  ObjectRef objectAt(PlaceId P, ValueId Born) const;
  void translate(const ObjectRef &Object, const Binding &Bound,
                 llvm::SmallVectorImpl<ObjectRef> &Out);
  EntityId recordOf(const ObjectRef &Object) const;
  void findCycles();

  UnitFacts &Unit;
  FunctionId Function;
  const FunctionFacts &F;
  ValueFlow &Flow;
  const EffectTable &Summaries;
  std::vector<OwnershipCycle> &Cycles;
  /// Written by code, and implied by a path such as this->child_.
  std::vector<TieEffect> Ties, Implied;
};

} // namespace torchleak

#endif
