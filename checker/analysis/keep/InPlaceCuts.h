//===- InPlaceCuts.h - Tensors that are cut through another name *- C++ -*-===//
//
// detach_() cuts the tensor, and so every handle of it, in containers too:
// `kept.push_back(y); y.detach_();`. So does an assignment to the element that
// was added: `kept.back().out = kept.back().out.detach()`.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_INPLACECUTS_H
#define TORCHLEAK_ANALYSIS_KEEP_INPLACECUTS_H

#include "analysis/keep/FunctionAnalysis.h"

namespace torchleak {

class InPlaceCuts : FunctionAnalysis {
public:
  explicit InPlaceCuts(const FunctionAnalysis &In);

  /// Everything with history that \p Stored holds, and \p Sink keeps, is cut in
  /// each round, before it is stored or afterwards.
  bool isCutInPlace(llvm::ArrayRef<NodeId> Stored, PlaceId Sink,
                    Moment At) const;
  /// A container, or a tensor, of which a loop cuts each element: `for (auto t
  /// : v) t.detach_()`.
  struct Elements {
    PlaceId Place = None;
    unsigned Block = 0;
  };
  llvm::ArrayRef<Elements> cutElements() const { return CutElements; }
  /// A cut was not followed to all that it cuts.
  bool gaveUp() const { return GaveUp; }
  /// Places of callers whose tensors are cut.
  void summarize(Summary &Result) const;

private:
  struct Cut {
    Moment At;
    /// The tensors that are cut.
    llvm::SmallVector<MadeAt, 2> Tensors;
    /// An element of it is replaced, rather than cut in place.
    PlaceId Container = None;
  };
  /// Calls \p Visit with the places of callers that are cut, and each cut.
  template <typename Fn> void forEntries(Fn Visit) const;
  /// A loop over the container runs the block for each of its elements.
  bool meetsEach(PlaceId Container, unsigned Block) const;
  /// Between where \p Made is made and the store is always that cut.
  bool meetsBefore(NodeId Made, Moment Cut, Moment Store) const;
  /// No further store, or end of the function, comes before that cut.
  bool meetsAfter(Moment Cut, Moment Store) const;

  std::vector<Cut> Cuts;
  std::vector<Elements> CutElements;
  bool GaveUp = false;
};

} // namespace torchleak

#endif
