//===- Stores.h - Which stores keep more and more ---------------*- C++ -*-===//
//
// Values that become elements of containers, or parts of such: by a store,
// through a reference to a new element, or by a callee. What each brings in,
// the payloads tell.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_STORES_H
#define TORCHLEAK_ANALYSIS_KEEP_STORES_H

#include "analysis/keep/CarriedValues.h"
#include "analysis/keep/Growth.h"

namespace torchleak {

class Stores : FunctionAnalysis {
public:
  Stores(const FunctionAnalysis &In, const Payloads &Payload,
         const Backwards &Backward, const InPlaceCuts &Cuts,
         const PlaceChecks &Checks, const Growth &Growing,
         const Decisions &Decided, const Summary &Result)
      : FunctionAnalysis(In), Payload(Payload), Backward(Backward), Cuts(Cuts),
        Checks(Checks), Growing(Growing), Decided(Decided), Result(Result) {}

  void collectStores() const;

private:
  void collectStore(const torchleak::Payload &Kept, const Event &E,
                    unsigned Block) const;
  /// What \p E stores becomes one more element, or a part of one.
  bool storesElement(const Event &E, unsigned Block) const;
  /// The container that \p P is in an element of, behind a pointer or reference
  /// with value \p Root; or None.
  PlaceId containerBehind(PlaceId P, ValueId Root) const;
  /// What callees write into an element that they are given.
  void collectElementWrites(const Event &E, unsigned Block) const;
  void collectCallStores(const Event &E, unsigned Block) const;

  const Payloads &Payload;
  const Backwards &Backward;
  const InPlaceCuts &Cuts;
  const PlaceChecks &Checks;
  const Growth &Growing;
  const Decisions &Decided;
  /// Whether the function trains is known by now.
  const Summary &Result;
};

} // namespace torchleak

#endif
