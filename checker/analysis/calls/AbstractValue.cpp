//===- AbstractValue.cpp - The reasons of a value and its parts -----------===//

#include "analysis/calls/AbstractValue.h"
#include "llvm/ADT/STLExtras.h"

namespace torchleak {

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

bool saysTheSame(const AbstractValue &A, const AbstractValue &B) {
  return A.Unknown == B.Unknown && A.HasFields == B.HasFields &&
         A.FieldsLost == B.FieldsLost && saysTheSame(A.Terms, B.Terms) &&
         std::equal(A.Fields.begin(), A.Fields.end(), B.Fields.begin(),
                    B.Fields.end(), [](const auto &X, const auto &Y) {
                      return X.first == Y.first &&
                             saysTheSame(X.second, Y.second);
                    });
}

} // namespace torchleak
