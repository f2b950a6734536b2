//===- StoreEffect.h - A value is kept --------------------------*- C++ -*-===//
//
// What a store says to callers: what is kept, in what, how often so far, and
// what ends it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_STOREEFFECT_H
#define TORCHLEAK_ANALYSIS_CALLS_STOREEFFECT_H

#include "analysis/calls/Term.h"
#include "analysis/repeat/Rounds.h"

namespace torchleak {

/// How a value that lives on is made from what it was before.
enum class Carry {
  /// It is not: the value is added to a container.
  None,
  /// Sums and running averages.
  Accumulation,
  /// Anything else that is computed from it.
  State,
  /// It is written into, and its history grows by what is written.
  InPlace,
};

/// What piles up where values are kept.
enum class PayloadKind {
  /// Graphs that values with autograd history own.
  History,
  /// Tensors, modules and what holds them, with or without history.
  Handle,
};

/// A value is kept: in a container, or in a place that it was computed from.
struct StoreEffect {
  EventKind Kind = EventKind::Insert;
  PayloadKind Payload = PayloadKind::History;
  Carry Carried = Carry::None;
  /// Carried: what was there and more are put together, as in a container.
  bool Concatenates = false;
  /// In terms of the function that the summary belongs to.
  PlaceId Sink = None;
  TermSet Terms;
  Spot Loc;
  SpotRange Stored;
  bool StoredIsTensor = false;
  bool StoredIsPrimary = false;
  std::string StoredName;
  /// Where the stored value was computed.
  Spot MadeAt;
  std::string MadeBy;
  /// The function that stores, and when.
  FunctionId In = NoFunction;
  Moment StoredAt;
  /// When it is stored, or the call that does, in the function that the summary
  /// belongs to.
  Moment At;
  /// The rounds that were seen on the way up: the sink outlives them, or with
  /// ResetIn is set anew after them. Each may be a step of training.
  Rounds Seen = Rounds::Once;
  Training SeenTrains = Training::None;
  /// Of an entry: what its key comes from. Its rounds are those of loops that
  /// are still to be looked at.
  std::optional<KeySource> Key;
  /// Handle: the function that stores, or one on the way, asked for the key
  /// before.
  bool LooksUp = false;
  bool ByCallback = false;
  /// On another thread than the function that the summary belongs to.
  bool OnThread = false;
  /// The callable went to a function out of sight: once or often, unknown.
  bool UncertainCallback = false;
  Spot RepeatLoc;
  /// A backward of the value runs in the round of the store, before or after
  /// it, and frees its buffers.
  bool Freed = false;
  Spot BackwardLoc;
  /// Carried: each call of this function sets the place anew, but not the
  /// rounds in it.
  FunctionId ResetIn = NoFunction;
  /// Then: each round of one of its loops does.
  bool ResetInRound = false;
  /// The function that stores also empties the place, or cuts what is there,
  /// but only if that, of one of its parameters, holds. Flag is None if it
  /// doesn't.
  Condition EndsIf;
  /// It is what this function returned after its own backward.
  FunctionId ReturnedBy = NoFunction;
  /// A backward of the value runs in the same round of the loop.
  bool BackwardInRound = false;
  /// Training happens in the function that stores or one on the way.
  bool Trains = false;
  /// The calls on the way up, innermost first.
  llvm::SmallVector<std::pair<Spot, std::string>, 2> Calls;

  bool repeats() const { return Seen > Rounds::Once; }
  /// The same in a life of what the rounds of a function or loop end.
  Repetition repetition() const {
    return {ResetInRound ? Life::Round : Life::Call, Seen,
            BackwardInRound ? std::max(Training::Backward, SeenTrains)
                            : SeenTrains,
            Carried == Carry::None && Freed};
  }
  void addRounds(const Repetition &R) {
    Seen = std::max(Seen, R.Times);
    SeenTrains = std::max(SeenTrains, R.Trains);
  }
};

/// The same store for the same reasons, whatever the way to it.
bool saysTheSame(const StoreEffect &A, const StoreEffect &B);

} // namespace torchleak

#endif
