//===- StoreEffect.cpp - A value is kept ----------------------------------===//

#include "analysis/calls/StoreEffect.h"
#include <tuple>

namespace torchleak {

bool saysTheSame(const StoreEffect &A, const StoreEffect &B) {
  auto tied = [](const StoreEffect &S) {
    return std::tie(S.Kind, S.Payload, S.Carried, S.Concatenates, S.Sink, S.Loc,
                    S.MadeAt, S.In, S.Seen, S.SeenTrains, S.Key, S.LooksUp,
                    S.ByCallback, S.OnThread, S.UncertainCallback, S.RepeatLoc,
                    S.Freed, S.BackwardLoc, S.ResetIn, S.ResetInRound, S.EndsIf,
                    S.ReturnedBy, S.BackwardInRound, S.Trains);
  };
  return tied(A) == tied(B) && saysTheSame(A.Terms, B.Terms);
}

} // namespace torchleak
