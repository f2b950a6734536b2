//===- Retention.h - What is kept, with its three answers -------*- C++ -*-===//
//
// A value that is kept, what keeps it and what repeats it; and the guard that
// should have prevented it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_RETENTION_H
#define TORCHLEAK_ANALYSIS_KEEP_RETENTION_H

#include "analysis/Answers.h"
#include "analysis/calls/StoreEffect.h"

namespace torchleak {

/// Why a guard does not reach the operators that it was meant for.
enum class GuardProblem {
  None,
  /// `NoGradGuard();`
  Temporary,
  /// `NoGradGuard guard();`
  FunctionDeclaration,
  /// Its scope ends before anything runs.
  ScopeEnds,
  /// The same, at the end of a constructor.
  Constructor,
  /// Grad mode belongs to the thread that holds the guard.
  OtherThread,
};

struct IdleGuard {
  GuardProblem Problem = GuardProblem::None;
  Spot Loc;
  /// Empty parentheses that are in the way, for a fix-it.
  SpotRange Parentheses;
  FunctionId In = NoFunction;
  Moment At = {};
};

/// A value that is kept, with its three answers.
struct Retention {
  StoreEffect Effect;
  PlaceId Sink = None;
  Repeat Why = Repeat::Loop;
  Spot RepeatLoc;
  /// The function that is called again and again, for Repeat::Call.
  std::string RepeatName;
  Confidence How = Confidence::Definite;
  /// The function whose words Effect.Terms and Sink are in.
  FunctionId Top = NoFunction;
  /// A guard that was meant for the module that computed the value.
  IdleGuard Guard;
  /// OtherThread: where the other thread, or the later run, is started.
  Spot StartedAt;
  /// The reason that holds.
  Term Because;
  /// Of what keeps it, and the loop of Top that repeats it, if one does.
  Repetition Repeats;
  const LoopFact *Loop = nullptr;
  /// The function that keeps it, or the one that runs the module, trains, or
  /// their classes do.
  bool TrainsItself = false;
  /// Callers out of sight are assumed to hold no guard.
  bool AssumesGradMode = false;
};

} // namespace torchleak

#endif
