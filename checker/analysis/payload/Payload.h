//===- Payload.h - What piles up where values are kept ----------*- C++ -*-===//
//
// A keep is a value that enters a holder. What it brings in is a payload: the
// graph behind a value with autograd history, or whatever tensor, module or
// future it is. Stores, summaries, callbacks, releases and repetition are the
// same for all payloads; what differs is asked here.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_PAYLOAD_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_PAYLOAD_H

#include "analysis/calls/Summary.h"

namespace torchleak {

class Payload {
public:
  virtual ~Payload() = default;
  virtual PayloadKind kind() const = 0;
  /// What the value that \p E stores, in \p Block, brings in; noted in the
  /// effect. False if that is nothing, or if no more of it is kept than before.
  virtual bool enters(const Event &E, unsigned Block,
                      StoreEffect &Effect) const = 0;
  /// The same of what \p Inner, an effect of \p Callee, stores at a call, in
  /// the caller's words.
  virtual bool enters(const StoreEffect &Inner, unsigned Call,
                      FunctionId Callee, unsigned Block,
                      StoreEffect &Effect) const = 0;
  /// What \p E puts more and more of it into.
  virtual PlaceId holderOf(const Event &E) const = 0;
  /// Whether what entered may be used up, or cut off, where it is: the holder
  /// keeps the value and no longer the payload.
  virtual bool canBeCut() const = 0;
};

} // namespace torchleak

#endif
