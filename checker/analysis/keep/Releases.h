//===- Releases.h - What a function takes out of places ---------*- C++ -*-===//
//
// Elements that are removed, places that are set anew, and containers whose
// elements are all cut: what is kept there ends with that.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_RELEASES_H
#define TORCHLEAK_ANALYSIS_KEEP_RELEASES_H

#include "analysis/keep/InPlaceCuts.h"
#include "analysis/payload/Payloads.h"

namespace torchleak {

class Releases : FunctionAnalysis {
public:
  Releases(const FunctionAnalysis &In, const InPlaceCuts &Cuts,
           const Payloads &Payload);

  /// With \p OnlyIf, what happens only if a parameter says so does not count,
  /// but is noted there.
  bool releasedWithin(PlaceId Sink, PayloadKind Kept, const LoopFact *Loop,
                      Condition *OnlyIf = nullptr) const;
  /// Places that this function empties through local pointers to them.
  llvm::ArrayRef<PlaceId> releasedByPointer() const {
    return ReleasedByPointer;
  }
  /// Without history in any element, and its other parts hold none.
  bool isCutInAll(const ValueFlow::CoveredPlace &Here) const;
  void summarize(Summary &Result) const;

private:
  struct Point {
    PlaceId Place = None;
    unsigned Block = 0;
    bool Partial = false;
    /// The elements stay, without their history.
    bool OnlyCuts = false;
  };
  /// What \p E releases, or sets anew, under all its names.
  void noteRelease(const Event &E, unsigned Block);

  const Payloads &Payload;
  std::vector<Point> Released;
  llvm::SmallVector<PlaceId, 2> ReleasedByPointer;
};

} // namespace torchleak

#endif
