//===- RetentionStory.h - Telling why a graph is kept -----------*- C++ -*-===//
//
// The rules on autograd graphs differ in when they speak and in what they
// advise. How they tell where the value came from, who keeps it and what
// repeats is the same, and stands here.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_DIAGNOSIS_RETENTIONSTORY_H
#define TORCHLEAK_ANALYSIS_DIAGNOSIS_RETENTIONSTORY_H

#include "analysis/UnitAnalysis.h"
#include "report/Finding.h"

namespace torchleak {

/// The value was computed by a module in code that shows no training: what is
/// missing is a guard, and not a detach.
bool isInference(const Retention &R);
/// The same, and there is a guard that does not reach it.
bool isMissedByGuard(const Retention &R);
/// A function of the unit returned the value after its own backward on it.
bool isAttachedReturn(const Retention &R);
/// Everything of a finding but its message and fixes.
Finding tellRetention(const UnitAnalysis &Unit, const Retention &R);

/// The fix that stores the value without its history, where the edit is
/// certain: a tensor that is written out at the store.
void addDetach(const Retention &R, Finding &F);

/// "'loss'", or "the result of 'forward'".
std::string describeStored(const Retention &R);
/// "'history', which outlives the loop".
std::string describeRetainer(const UnitAnalysis &Unit, const Retention &R);
/// "each iteration adds one more graph with its activations".
std::string describeGrowth(const Retention &R);
/// "each iteration", "each call of 'infer'".
std::string describeRound(const Retention &R);

} // namespace torchleak

#endif
