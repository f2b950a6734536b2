//===- Handle.cpp - Tensors and modules that entries keep -----------------===//

#include "analysis/payload/Handle.h"
#include "analysis/calls/Binding.h"

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
  if (!Keeps || !Store->Key.mayBeOpen() || Store->EachOfLoop || Store->Once ||
      !isEntry(*Store))
    return false;
  Effect.Key = Store->Key;
  return true;
}

bool Handle::enters(const StoreEffect &Inner, unsigned Call, FunctionId Callee,
                    unsigned Block, StoreEffect &Effect) const {
  // What the keys are made of in the callee, and of what it was given.
  const Binding Bound(Unit, F, Call, Callee);
  if (Bound.call().FirstTimeOnly)
    return false;
  Effect.Key = Inner.Key;
  Effect.Key.Parameters = 0;
  for (unsigned I = 0; I != KeySource::MaxParameters; ++I)
    if (Inner.Key.Parameters >> I & 1) {
      const Argument *Given = Bound.argumentOf(I);
      if (!Given)
        return false;
      Effect.Key.join(Given->Key);
    }
  return Effect.Key.mayBeOpen();
}

} // namespace torchleak
