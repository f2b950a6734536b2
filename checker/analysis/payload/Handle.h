//===- Handle.h - Tensors and modules that entries keep ---------*- C++ -*-===//
//
// The payload of any tensor, module, optimizer or future, and of what holds
// one: an entry keeps it alive, with or without autograd history. Followed are
// the entries of maps, which a key tells apart: there are as many as there are
// keys.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_HANDLE_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_HANDLE_H

#include "analysis/payload/Payload.h"

namespace torchleak {

class Handle : public Payload {
public:
  Handle(UnitFacts &Unit, const FunctionFacts &F) : Unit(Unit), F(F) {}

  PayloadKind kind() const override { return PayloadKind::Handle; }
  bool enters(const Event &E, unsigned Block,
              StoreEffect &Effect) const override;
  bool enters(const StoreEffect &Inner, unsigned Call, FunctionId Callee,
              unsigned Block, StoreEffect &Effect) const override;
  PlaceId holderOf(const Event &E) const override {
    return E.get<fact::Store>().Map;
  }
  bool canBeCut() const override { return false; }

  /// An entry that keeps something: not one without a value, or with a pointer
  /// to what others own.
  bool isEntry(const fact::Store &Store) const;

private:
  UnitFacts &Unit;
  const FunctionFacts &F;
};

} // namespace torchleak

#endif
