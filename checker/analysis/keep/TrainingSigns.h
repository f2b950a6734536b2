//===- TrainingSigns.h - Does a function train? -----------------*- C++ -*-===//
//
// Steps of optimizers, backwards and gradients that are cleared, in a function
// and its callees.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_KEEP_TRAININGSIGNS_H
#define TORCHLEAK_ANALYSIS_KEEP_TRAININGSIGNS_H

#include "analysis/keep/FunctionAnalysis.h"

namespace torchleak {

class TrainingSigns : FunctionAnalysis {
public:
  explicit TrainingSigns(const FunctionAnalysis &In) : FunctionAnalysis(In) {}

  void summarize(Summary &Result) const;
  /// Gradients are dropped after that event.
  bool clearsGradAfter(unsigned Block, unsigned Order) const;
};

} // namespace torchleak

#endif
