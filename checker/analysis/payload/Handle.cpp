//===- Handle.cpp - Tensors and modules that entries keep -----------------===//

#include "analysis/payload/Handle.h"
#include "analysis/payload/KeyDomains.h"

namespace torchleak {

bool Handle::isEntry(const fact::Store &Store) const {
  if (Store.Value == None)
    return false;
  const Value &V = F.Values[Store.Value];
  return !(V.Kind == Op::Handle && V.Operands.empty()) &&
         !(Store.Stored.IsPointer && V.Kind != Op::NewObject);
}

bool Handle::enters(const Event &E, unsigned Block, StoreEffect &Effect) const {
  const auto *Store = E.as<fact::Store>();
  if (!Store || Store->Map == None)
    return false;
  // What is owned by pointer may have handles in a derived class only.
  const Place &Into = Unit.Places[Store->Map];
  auto Record = Unit.Records.find(Into.Record);
  bool Keeps =
      Into.KeepsHandles || (Into.OwnsObjects && Record != Unit.Records.end() &&
                            Record->second.HoldsTorchMemory);
  if (!Keeps || !isNewWithCalls(Store->Key) || Store->EachOfLoop ||
      Store->Once || !isEntry(*Store))
    return false;
  Effect.Key = Store->Key;
  return true;
}

bool Handle::enters(const StoreEffect &Inner, unsigned Call, FunctionId Callee,
                    unsigned Block, StoreEffect &Effect) const {
  return !F.Calls[Call].FirstTimeOnly && isNewWithCalls(*Effect.Key);
}

} // namespace torchleak
