//===- PlaceChecks.h - What branches ask of places --------------*- C++ -*-===//
//
// `if (kept.size() < 10)`, `if (!h.defined())`, `if (table.count(key))`: on one
// side of the branch a place is small, holds nothing, or has no such entry; or
// a flag says that it is the first time.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_PLACECHECKS_H
#define TORCHLEAK_ANALYSIS_KEEP_PLACECHECKS_H

#include "analysis/keep/FunctionAnalysis.h"
#include "analysis/payload/Handle.h"

namespace torchleak {

class PlaceChecks : FunctionAnalysis {
public:
  PlaceChecks(const FunctionAnalysis &In, const Handle &Handles);

  /// `if (!h.defined()) h = zeros()` happens once: \p Block runs only where
  /// \p P holds nothing yet, or the first times that \p Loop, or without one
  /// the function, runs with it.
  bool isFirstTime(PlaceId P, unsigned Block, const LoopFact *Loop) const;
  bool boundedBySize(PlaceId Sink, Moment At, const LoopFact *Loop) const;
  /// The function puts elements into \p Sink only where it has asked for them,
  /// and there was none: a cache.
  bool looksUp(PlaceId Sink, Moment At) const;
  /// `if (table.empty()) fill(table)`
  bool fillsWhatIsEmpty(PlaceId Sink, Moment At) const;

private:
  /// \p Counter tells how often something of the object of \p P has run, also
  /// over rounds of \p Loop or calls.
  bool countsFor(PlaceId Counter, PlaceId P, const LoopFact *Loop) const;
  bool isAbsent(PlaceId Sink, unsigned Block) const;

  /// Containers whose size decides a branch, each with the block.
  std::vector<std::pair<PlaceId, unsigned>> SizeChecks;
  /// Places that were asked whether they hold anything yet, with the block that
  /// runs where they don't.
  std::vector<std::pair<PlaceId, unsigned>> DefinedChecks;
  /// Those of them that ask for one element of the place, and those that ask
  /// for any.
  std::vector<std::pair<PlaceId, unsigned>> LookUps, EmptyChecks;
  /// Maps that an entry with a value is put into.
  std::vector<std::pair<PlaceId, unsigned>> EntryStores;
  /// Flags and counters, with the block that runs the first times only.
  std::vector<std::pair<PlaceId, unsigned>> FirstTimesChecks;
};

} // namespace torchleak

#endif
