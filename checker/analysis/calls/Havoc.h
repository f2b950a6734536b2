//===- Havoc.h - The summary of what is not known ---------------*- C++ -*-===//
//
// A function that went over a budget, or whose cycle of calls does not settle,
// may release, cut and use everything that it can reach; what it returns is not
// known, nor is the grad mode in which it runs what it is given.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_HAVOC_H
#define TORCHLEAK_ANALYSIS_CALLS_HAVOC_H

#include "analysis/calls/Summary.h"

namespace torchleak {

Summary havocOf(const UnitFacts &Unit, FunctionId Function);

} // namespace torchleak

#endif
