//===- CallSites.h - From where a function is called ------------*- C++ -*-===//

#ifndef TORCHLEAK_ANALYSIS_CALLS_CALLSITES_H
#define TORCHLEAK_ANALYSIS_CALLS_CALLSITES_H

#include "program/Unit.h"

namespace torchleak {

struct CallSite {
  FunctionId Caller;
  GradMode Mode;
  bool InLoop;
  /// In a loop over the objects that it is called on: once for each.
  bool PerObject;
  bool Repeats;
  Spot Loc;
  /// On another thread, or later; and the mode where it is started.
  bool Elsewhere = false;
  bool OnThread = false;
  GradMode Starter = GradMode::Caller;
  /// Of the caller.
  unsigned Block = 0;
  unsigned Call = ~0u;
};

/// Of each function.
using CallSiteLists = std::vector<std::vector<CallSite>>;

} // namespace torchleak

#endif
