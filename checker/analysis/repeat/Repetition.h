//===- Repetition.h - Does it repeat before it ends? ------------*- C++ -*-===//
//
// The one table from holder, rounds and training to confidence. The truth table
// in test/unit/RepetitionTest.cpp and docs/architecture.md show all of it.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_REPEAT_REPETITION_H
#define TORCHLEAK_ANALYSIS_REPEAT_REPETITION_H

#include "analysis/Answers.h"
#include "analysis/repeat/Rounds.h"
#include <optional>

namespace torchleak {

/// Nothing if no more is kept than a life of the holder gives back.
std::optional<Confidence> confidenceOf(const Repetition &R);

} // namespace torchleak

#endif
