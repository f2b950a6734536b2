//===- CheckPrograms.h - Findings of linked programs ------------*- C++ -*-===//
//
// The second half of a run: facts of units are linked to programs, and these
// are analysed as a single unit is.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_CHECKPROGRAMS_H
#define TORCHLEAK_FRONTEND_COMMAND_CHECKPROGRAMS_H

#include "driver/AnalyzeUnit.h"
#include "frontend/command/AnalyzeFile.h"
#include "llvm/Support/ThreadPool.h"

namespace torchleak {

/// A unit whose facts are there, or that could not be read.
struct ProgramUnit {
  const Unit *Source = nullptr;
  const UnitSettings *Settings = nullptr;
  /// See UnitOutcome; empty if the unit failed.
  std::vector<std::string> Facts;
};

struct ProgramsOutcome {
  std::vector<ReportedFinding> Findings;
  std::vector<std::string> Complaints;
  /// Units whose facts cannot be used.
  std::vector<FailedUnit> Failed;
  UnitStatistics Statistics;
  unsigned Programs = 0;
  /// Programs with main of which a unit could not be read.
  unsigned Incomplete = 0;
  bool Crashed = false;
};

/// Analyses all programs that \p Units form. The outcome does not depend on
/// timing.
/// \p Formed is told how many programs there are, before they are analysed.
ProgramsOutcome checkPrograms(std::vector<ProgramUnit> Units,
                              llvm::DefaultThreadPool &Pool,
                              llvm::function_ref<void(size_t)> Formed);

} // namespace torchleak

#endif
