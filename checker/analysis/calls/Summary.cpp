//===- Summary.cpp - Sets of reasons --------------------------------------===//

#include "analysis/calls/Summary.h"
#include "llvm/ADT/STLExtras.h"
#include <tuple>

namespace torchleak {

// More reasons than this make no report better, and keep joins cheap.
static constexpr unsigned MaxTerms = 8;

/// The reason holds where either does, as far as that is told.
static bool weaken(Term &Known, const Term &Other) {
  auto isShared = [&](const TermCondition &C) {
    return llvm::is_contained(Other.If, C);
  };
  if (llvm::all_of(Known.If, isShared))
    return false;
  // `training ? with grad : without`, twice: unknown stays unknown.
  auto isMust = [](const TermCondition &C) { return C.Must; };
  if (llvm::any_of(Known.If, isMust) && llvm::any_of(Other.If, isMust))
    return false;
  llvm::erase_if(Known.If,
                 [&](const TermCondition &C) { return !isShared(C); });
  return true;
}

bool addTerm(TermSet &Set, Term T) {
  for (Term &Known : Set)
    if (Known.sameReason(T))
      return weaken(Known, T);
  if (Set.size() >= MaxTerms)
    return false;
  Set.push_back(std::move(T));
  return true;
}

static bool addAll(TermSet &Set, const TermSet &Other) {
  bool Changed = false;
  for (const Term &T : Other)
    Changed |= addTerm(Set, T);
  return Changed;
}

bool AbstractValue::add(Term T) { return addTerm(Terms, std::move(T)); }

void AbstractValue::setField(EntityId Key, const TermSet &Set) {
  HasFields = true;
  for (auto &[Known, Terms] : Fields)
    if (Known == Key) {
      addAll(Terms, Set);
      return;
    }
  Fields.push_back({Key, Set});
}

AbstractValue AbstractValue::field(EntityId Key) const {
  AbstractValue Result;
  Result.Unknown = Unknown;
  if (!HasFields) {
    Result.Terms = Terms;
    return Result;
  }
  for (const auto &[Known, Set] : Fields)
    if (Known == Key)
      Result.Terms = Set;
  return Result;
}

bool AbstractValue::join(const AbstractValue &Other) {
  bool HadTerms = !Terms.empty();
  bool Changed = addAll(Terms, Other.Terms);
  if (Other.Unknown && !Unknown)
    Changed = Unknown = true;
  if (FieldsLost)
    return Changed;
  if (Other.FieldsLost || (!Other.HasFields && !Other.Terms.empty()) ||
      (!HasFields && Other.HasFields && HadTerms)) {
    // No longer told apart; for good, so that fixpoints end.
    Changed = true;
    FieldsLost = true;
    HasFields = false;
    Fields.clear();
    return Changed;
  }
  for (const auto &[Key, Set] : Other.Fields) {
    bool Found = false;
    for (auto &[Known, Mine] : Fields)
      if (Known == Key) {
        Changed |= addAll(Mine, Set);
        Found = true;
      }
    if (!Found) {
      Fields.push_back({Key, Set});
      Changed = true;
    }
  }
  HasFields |= Other.HasFields;
  return Changed;
}

//===----------------------------------------------------------------------===//
// Comparison
//===----------------------------------------------------------------------===//

static bool saysTheSame(const TermSet &A, const TermSet &B) {
  return std::equal(A.begin(), A.end(), B.begin(), B.end(),
                    [](const Term &X, const Term &Y) {
                      return X.sameReason(Y) && X.If == Y.If;
                    });
}

static bool saysTheSame(const AbstractValue &A, const AbstractValue &B) {
  return A.Unknown == B.Unknown && A.HasFields == B.HasFields &&
         A.FieldsLost == B.FieldsLost && saysTheSame(A.Terms, B.Terms) &&
         std::equal(A.Fields.begin(), A.Fields.end(), B.Fields.begin(),
                    B.Fields.end(), [](const auto &X, const auto &Y) {
                      return X.first == Y.first &&
                             saysTheSame(X.second, Y.second);
                    });
}

bool saysTheSame(const StoreEffect &A, const StoreEffect &B) {
  auto tied = [](const StoreEffect &S) {
    return std::tie(S.Kind, S.Payload, S.Carried, S.Concatenates, S.Sink, S.Loc,
                    S.MadeAt, S.In, S.Seen, S.SeenTrains, S.KeyParameter,
                    S.KeyField, S.Key.Origin, S.Key.Parameters, S.LooksUp,
                    S.ByCallback, S.OnThread, S.UncertainCallback, S.RepeatLoc,
                    S.Freed, S.BackwardLoc, S.ResetIn, S.ResetInRound, S.EndsIf,
                    S.ReturnedBy, S.BackwardInRound, S.Trains);
  };
  return tied(A) == tied(B) && saysTheSame(A.Terms, B.Terms);
}

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
                    S.ReturnsNew, S.ModeAtExit.Mode, S.ModeAtExit.If, S.Trains,
                    S.Steps, S.ClearsGrad, S.ClearsTensorGrad);
  };
  return tied(A) == tied(B) && saysTheSame(A.Return, B.Return) &&
         sayTheSame(A.Writes, B.Writes) && sayTheSame(A.Stores, B.Stores) &&
         sayTheSame(A.Invokes, B.Invokes) && sayTheSame(A.Ties, B.Ties);
}

} // namespace torchleak
