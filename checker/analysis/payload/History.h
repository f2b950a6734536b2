//===- History.h - Graphs that kept values own ------------------*- C++ -*-===//
//
// The payload of values with autograd history: the reasons of GradState.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_HISTORY_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_HISTORY_H

#include "analysis/payload/GradState.h"
#include "analysis/payload/Payload.h"

namespace torchleak {

/// Only recorded history, and what callers may supply.
TermSet graphTerms(const TermSet &Terms);

class History : public Payload {
public:
  History(const UnitFacts &Unit, const GradState &Grad)
      : Unit(Unit), Grad(Grad) {}

  PayloadKind kind() const override { return PayloadKind::History; }
  bool enters(const Event &E, unsigned Block,
              StoreEffect &Effect) const override;
  bool enters(const StoreEffect &Inner, unsigned Call, FunctionId Callee,
              unsigned Block, StoreEffect &Effect) const override;
  PlaceId holderOf(const Event &E) const override { return E.place(); }
  bool canBeCut() const override { return true; }

private:
  const UnitFacts &Unit;
  const GradState &Grad;
};

} // namespace torchleak

#endif
