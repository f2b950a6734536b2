//===- Summary.h - What a caller needs to know of a function ----*- C++ -*-===//
//
// All that calls of a function do and return, in its own words: a caller
// substitutes its places, see Binding.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_SUMMARY_H
#define TORCHLEAK_ANALYSIS_CALLS_SUMMARY_H

#include "analysis/calls/PlaceEffects.h"
#include "analysis/calls/StoreEffect.h"
#include "analysis/calls/Ties.h"
#include "program/Unit.h"

namespace torchleak {

struct Summary {
  AbstractValue Return;
  /// The returned reference or pointer leads to this place.
  PlaceId ReturnPlace = None;
  std::vector<WriteEffect> Writes;
  std::vector<StoreEffect> Stores;
  std::vector<ReleaseEffect> Releases;
  /// Containers that get one more element with each call.
  std::vector<PlaceId> Grows;
  /// Other than once at first.
  std::vector<ResetEffect> Resets;
  std::vector<InvokeEffect> Invokes;
  /// A place whose content a backward runs on; the gradients may have a graph.
  struct BackwardEffect {
    PlaceId Place = None;
    bool MayCreateGraph = false;

    friend bool operator==(const BackwardEffect &A, const BackwardEffect &B) {
      return A.Place == B.Place && A.MayCreateGraph == B.MayCreateGraph;
    }
  };
  std::vector<BackwardEffect> Backwards;
  /// Places whose tensors are cut in place, whoever else has a handle of them.
  std::vector<PlaceId> InPlaceCuts;
  /// Places whose content is used in a graph that lives on: returned, run
  /// backward on, stored elsewhere.
  std::vector<PlaceId> Consumes;
  std::vector<TieEffect> Ties;
  /// A backward that frees the buffers of what is returned; invalid if none.
  Spot ReturnFreedAt;
  /// Then: the statement, and the expression if `.detach()` may follow it.
  Spot ReturnAt;
  Spot ReturnedEnd;
  /// What it returns is a frozen module.
  bool ReturnsFrozen = false;
  /// Every return hands out a new object.
  bool ReturnsNew = false;
  ModeEffect ModeAtExit;
  /// Nothing is known of it; what it does is the worst that it can.
  bool Havoc = false;
  bool Trains = false;
  /// An optimizer makes a step; gradients are cleared.
  bool Steps = false, ClearsGrad = false;
  /// In a loop that is not the callers'.
  bool StepsInLoop = false;
  /// The same, of single tensors.
  bool ClearsTensorGrad = false;

  /// Calls \p Visit for every place whose content at entry an effect speaks of.
  template <typename Fn> void forEachContent(Fn Visit) const {
    auto visitAll = [&](const TermSet &Set) {
      forEachReason(Set, [&](const Term &T) {
        if (T.Kind == Term::Content)
          Visit(T.Place);
      });
    };
    visitAll(Return.Terms);
    for (const auto &Field : Return.Fields)
      visitAll(Field.second);
    for (const WriteEffect &W : Writes)
      visitAll(W.Content.Terms);
    for (const StoreEffect &Store : Stores)
      visitAll(Store.Terms);
    for (const BackwardEffect &Backward : Backwards)
      Visit(Backward.Place);
    for (PlaceId P : InPlaceCuts)
      Visit(P);
  }
};

/// Callers cannot tell the two apart, but by their notes.
bool saysTheSame(const Summary &A, const Summary &B);

} // namespace torchleak

#endif
