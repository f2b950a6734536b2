//===- Growth.h - Containers that get more elements -------------*- C++ -*-===//
//
// In which blocks a container grows, in this function or in a callee.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_GROWTH_H
#define TORCHLEAK_ANALYSIS_KEEP_GROWTH_H

#include "analysis/keep/FunctionAnalysis.h"

namespace torchleak {

class Growth : FunctionAnalysis {
public:
  explicit Growth(const FunctionAnalysis &In);

  /// \p Sink, or what it is in, grows in the rounds of \p Block.
  bool growsIn(PlaceId Sink, unsigned Block) const;
  /// Containers of callers that grow with each call.
  void summarize(Summary &Result) const;

private:
  std::vector<std::pair<PlaceId, unsigned>> Inserts;
};

} // namespace torchleak

#endif
