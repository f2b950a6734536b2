//===- Summary.cpp - Sets of reasons --------------------------------------===//

#include "analysis/calls/Summary.h"
#include "llvm/ADT/STLExtras.h"

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

} // namespace torchleak
