//===- Rounds.h - How often, and how long ---------------------*- C++ -*-===//
//
// The words in which every rule asks whether something repeats before its
// holder ends.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_REPEAT_ROUNDS_H
#define TORCHLEAK_ANALYSIS_REPEAT_ROUNDS_H

namespace torchleak {

/// How long something lives that keeps what is put into it. Shorter ones first.
enum class Life {
  /// A round of a loop in sight, in the function or around a call of it.
  Round,
  /// A call of a function that nothing in sight repeats.
  Call,
  /// The object that a method runs on, or another one that is handed on.
  Object,
  /// A run of what a thread is started with.
  Thread,
  /// Globals, and what lives in main and in functions that it calls once.
  Program,
};

/// How many rounds there are within one life. Fewer first.
enum class Rounds {
  None,
  Once,
  /// A number in the source.
  Constant,
  /// As many as something has elements that is there before the first round, or
  /// as a variable says.
  PerElement,
  /// Until something happens; or again and again, by callers out of sight.
  Open,
};

/// What a model learns in the rounds.
enum class Training {
  /// Nothing.
  None,
  /// Nothing, but a life is a pass of a training: what ends it is a round of a
  /// loop that has loops of steps in it.
  Pass,
  /// Each round runs backward: a step may be some rounds.
  Backward,
  /// Each round is a step.
  Steps,
};

/// Whether something is kept again and again before its holder ends.
struct Repetition {
  Life Holder = Life::Call;
  Rounds Times = Rounds::Once;
  Training Trains = Training::None;
  /// What a list holds of each round was freed but for the nodes of its graph.
  bool OnlyNodes = false;
};

} // namespace torchleak

#endif
