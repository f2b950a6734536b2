//===- Answers.h - The three answers and how sure they are ------*- C++ -*-===//
//
// What is retained, who retains it, why there is more of it each time. The
// analyses decide the answers, findings carry them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_ANSWERS_H
#define TORCHLEAK_ANALYSIS_ANSWERS_H

namespace torchleak {

/// How much of the three answers was seen, and how much rests on an assumption
/// that a note states. The default profile shows Likely and Definite.
enum class Confidence { Possible, Likely, Definite };

/// What stays alive.
enum class Retained { AutogradGraph, Storage, Tensor, Memory };

/// Who keeps it alive.
enum class Retainer {
  Container,
  Field,
  Global,
  Thread,
  Callback,
  Node,
  OwnershipCycle,
  Nobody
};

/// Why there is more of it each time.
enum class Repeat { Loop, Call, ObjectCreation, Callback, ThreadBody };

} // namespace torchleak

#endif
