//===- Summary.cpp - What a caller needs to know of a function ------------===//

#include "analysis/calls/Summary.h"
#include <tuple>

namespace torchleak {

static bool saysTheSame(const WriteEffect &A, const WriteEffect &B) {
  return A.Place == B.Place && A.Weak == B.Weak && A.Empties == B.Empties &&
         A.Loc == B.Loc && saysTheSame(A.Content, B.Content);
}

static bool saysTheSame(const InvokeEffect &A, const InvokeEffect &B) {
  return A.Callable == B.Callable && A.InLoop == B.InLoop && A.Mode == B.Mode &&
         A.Uncertain == B.Uncertain;
}

bool saysTheSame(const TieEffect &A, const TieEffect &B) {
  return A.From == B.From && A.To == B.To && A.Field == B.Field &&
         A.FromRecord == B.FromRecord && A.ToRecord == B.ToRecord &&
         A.Loc == B.Loc;
}

template <typename Effect>
static bool sayTheSame(const std::vector<Effect> &A,
                       const std::vector<Effect> &B) {
  return std::equal(
      A.begin(), A.end(), B.begin(), B.end(),
      [](const Effect &X, const Effect &Y) { return saysTheSame(X, Y); });
}

bool saysTheSame(const Summary &A, const Summary &B) {
  auto tied = [](const Summary &S) {
    return std::tie(S.ReturnPlace, S.Releases, S.Grows, S.Resets, S.Backwards,
                    S.InPlaceCuts, S.Consumes, S.ReturnFreedAt, S.ReturnsFrozen,
                    S.ReturnsNew, S.Havoc, S.ModeAtExit.Mode, S.ModeAtExit.If,
                    S.Trains, S.Steps, S.ClearsGrad, S.ClearsTensorGrad);
  };
  return tied(A) == tied(B) && saysTheSame(A.Return, B.Return) &&
         sayTheSame(A.Writes, B.Writes) && sayTheSame(A.Stores, B.Stores) &&
         sayTheSame(A.Invokes, B.Invokes) && sayTheSame(A.Ties, B.Ties);
}

} // namespace torchleak
