//===- Provenance.h - What a value is computed from -------------*- C++ -*-===//
//
// Walks the value flow backwards along history: from a value to what operators
// and copies made it from, and not beyond a cut. Parts of records and tuples
// are told apart, and calls are followed through their summaries.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_FLOW_PROVENANCE_H
#define TORCHLEAK_ANALYSIS_FLOW_PROVENANCE_H

#include "analysis/payload/GradState.h"
#include "program/Budget.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <optional>

namespace torchleak {

/// One place is the other, or a part of it.
bool overlaps(const UnitFacts &Unit, PlaceId A, PlaceId B);

/// How the history of a value leads back to a place.
struct Provenance {
  /// It does, through copies at least.
  bool Reaches = false;
  /// An operator recorded something on the way.
  bool Recorded = false;
  /// Every operator on the way adds or scales.
  bool Blends = true;
  /// Every operator on the way puts tensors together.
  bool Concatenates = true;
  /// A module on the way is one of several: the layers of a model.
  bool Layers = false;
  /// What is written into the value on the way, besides what it was.
  llvm::SmallVector<NodeId, 4> Others;
};

/// Where a tensor was made: a node, or a part of what that node is.
using MadeAt = std::pair<NodeId, EntityId>;

class ProvenanceFinder {
public:
  ProvenanceFinder(const UnitFacts &Unit, const ValueFlow &Flow,
                   const GradState &Grad, const EffectTable &Summaries)
      : Unit(Unit), F(Flow.facts()), Flow(Flow), Grad(Grad),
        Summaries(Summaries) {}

  /// From \p Value back to what \p P was before.
  Provenance find(NodeId Value, PlaceId P) const;
  /// What \p Value is a handle of, or holds handles of: back through copies.
  /// Nothing if there are more than \p Walk allows.
  std::optional<llvm::SmallVector<MadeAt, 2>> madeAt(NodeId Value,
                                                     Budget Walk) const;

private:
  Provenance find(NodeId Value, EntityId Key, PlaceId P) const;
  using VisitFn = llvm::function_ref<void(NodeId, EntityId, bool Recorded)>;
  void forSources(NodeId N, EntityId Key, VisitFn Visit) const;
  void forValueSources(NodeId N, EntityId Key, VisitFn Visit) const;
  /// What a callee made its \p Terms of; \p Key: that part of it.
  void forTerms(const TermSet &Terms, unsigned Call, FunctionId Callee,
                EntityId Key, VisitFn Visit) const;
  bool records(ValueId V) const;
  bool isOldContent(NodeId N, EntityId Key, PlaceId P) const;
  bool isLayer(const Value &V) const;

  const UnitFacts &Unit;
  const FunctionFacts &F;
  const ValueFlow &Flow;
  const GradState &Grad;
  const EffectTable &Summaries;
};

} // namespace torchleak

#endif
