//===- AnalyzeFile.h - From a unit's command to its findings ----*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_ANALYZEFILE_H
#define TORCHLEAK_FRONTEND_COMMAND_ANALYZEFILE_H

#include "clang-tidy/ClangTidyOptions.h"
#include "frontend/command/ClangArguments.h"
#include "frontend/command/Report.h"
#include "frontend/tidy/AnalyzeRules.h"

namespace torchleak {

/// What the user's files say about a unit.
struct UnitSettings {
  clang::tidy::ClangTidyOptions Tidy;
  std::vector<EnabledRule> Rules;
};

struct UnitOutcome {
  std::vector<ReportedFinding> Findings;
  /// Why there are no findings: the first error. Empty if all went well.
  std::string Failure;
  bool Crashed = false;
  /// Mistakes in NOLINT comments, as clang-tidy words them.
  std::vector<std::string> Complaints;
  /// Flags that only turned out to be unusable when Clang tried them.
  std::vector<std::string> DroppedFlags;
  UnitStatistics Statistics;
  double ParseSeconds = 0;
  double AnalysisSeconds = 0;
};

/// Parses the unit, without the function bodies of system headers, and runs the
/// rules. May be called on several threads at once.
UnitOutcome analyzeFile(const Unit &U, const UnitSettings &Settings,
                        llvm::StringRef ResourceDir);

} // namespace torchleak

#endif
