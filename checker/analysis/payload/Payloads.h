//===- Payloads.h - What may pile up ----------------------------*- C++ -*-===//
//
// Each kind of payload, by its name.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_PAYLOAD_PAYLOADS_H
#define TORCHLEAK_ANALYSIS_PAYLOAD_PAYLOADS_H

#include "analysis/payload/Handle.h"
#include "analysis/payload/History.h"

namespace torchleak {

struct Payloads {
  History Graphs;
  Handle Handles;

  const Payload &of(PayloadKind Kind) const {
    return Kind == PayloadKind::History ? static_cast<const Payload &>(Graphs)
                                        : Handles;
  }
};

} // namespace torchleak

#endif
