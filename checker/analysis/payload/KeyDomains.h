//===- KeyDomains.h - Are the keys of a store new again and again? --------===//
//
// The one answer for every payload, from where a key comes from. A domain is
// closed where the same keys come again: constants, what lasts, and whatever is
// not understood. It is open in the rounds of a loop that advances the key, and
// beyond them where the key counts on, is a size, comes from out of the
// program, or is chosen by callers. Of callers in sight it is what they give.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_KEYDOMAINS_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_KEYDOMAINS_H

#include "analysis/calls/Binding.h"
#include "analysis/calls/StoreEffect.h"

namespace torchleak {

/// Each round of \p Loop has a key of its own.
bool isNewInRounds(const KeySource &Key, const LoopFact &Loop);

/// Calls of the function bring keys that were not there before, as far as is
/// known or nobody in sight chooses them.
bool isNewWithCalls(const KeySource &Key);

/// The same of calls of \p Called only: what a lambda takes from around it is
/// the same in all of its calls.
bool isNewWithCallsOf(const KeySource &Key, const UnitFacts &Unit,
                      FunctionId Called);

/// There may be more keys than the code, or what lasts, says.
inline bool mayBeNew(const KeySource &Key) {
  return isNewWithCalls(Key) || !Key.Rounds.empty();
}

/// As many keys as the code, or what lasts, says.
bool isClosed(const KeySource &Key);

/// \p Key of a store of the callee in the words of its caller.
KeySource keyInCaller(const KeySource &Key, const UnitFacts &Unit,
                      const Binding &Bound);

/// Takes over what the caller says of the key of \p Effect, which the callee
/// stores. False if the same keys come again.
bool keyEnters(StoreEffect &Effect, const UnitFacts &Unit,
               const Binding &Bound);

} // namespace torchleak

#endif
