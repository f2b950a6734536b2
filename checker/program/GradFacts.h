//===- GradFacts.h - Facts of grad mode and training -----------*- C++ -*-===//
//
// A struct per kind of fact, with what that kind has and no more.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_PROGRAM_GRADFACTS_H
#define TORCHLEAK_PROGRAM_GRADFACTS_H

#include "program/Value.h"

namespace torchleak {

enum class GradMode { On, Off, Unknown, Caller };

namespace fact {

struct GuardOpen {
  /// What ends it; none for a mode that stays.
  EntityId Guard = NoEntity;
  GradMode Mode = GradMode::Off;
  /// The mode is set if that holds; else it is switched off.
  Condition If;
};

/// A variable is set to what grad mode is; the fact that closes that guard sets
/// it again.
struct ModeNoted {
  EntityId Guard = NoEntity;
};

struct GuardClose {
  EntityId Guard = NoEntity;
};

/// backward() of Value.
struct Backward {
  ValueId Value = None;
  /// The graph's buffers stay.
  bool Retains = false;
  /// The gradients get a graph of their own, for sure or perhaps.
  bool CreatesGraph = false, MayCreateGraph = false;
  /// Into the leaves' grad(), rather than into a result.
  bool IntoLeaves = false;
};

/// Optimizer::step, zero_grad: a sign of training.
struct TrainingStep {
  /// Gradients are dropped, as zero_grad() does.
  bool ClearsGrad = false;
  /// Of one tensor, through mutable_grad(); else of a model or an optimizer.
  bool OfTensor = false;
};

/// requires_grad is switched off for a module's parameters.
struct Freeze {
  PlaceId Place = None;
  ValueId Value = None;
};

/// A guard that is gone before anything runs: `NoGradGuard();`.
struct IdleGuard {
  /// An object without a name.
  bool Temporary = false;
  /// Its parentheses, if they are empty.
  SpotRange Parentheses;
};

} // namespace fact

} // namespace torchleak

#endif
