//===- AnalyzeFile.h - From a unit's command to its findings ----*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_ANALYZEFILE_H
#define TORCHLEAK_FRONTEND_COMMAND_ANALYZEFILE_H

#include "clang-tidy/ClangTidyOptions.h"
#include "frontend/command/Invocation.h"
#include "frontend/command/Report.h"
#include "frontend/headers/SharedHeader.h"
#include "frontend/tidy/AnalyzeRules.h"

namespace torchleak {

/// What the user's files say about a unit.
struct UnitSettings {
  clang::tidy::ClangTidyOptions Tidy;
  std::vector<EnabledRule> Rules;
};

struct FileRead {
  /// Absolute.
  std::string Path;
  /// contentHash() of what was read; empty if that is not known.
  std::string Hash;

  bool operator<(const FileRead &Other) const { return Path < Other.Path; }
};

/// What is wanted of a unit.
enum class Wanted { Findings, Facts };

struct UnitOutcome {
  std::vector<ReportedFinding> Findings;
  /// As writeFacts() makes them, for each set of options that its rules have,
  /// in the order of the rules; files are named as keptPath() does.
  std::vector<std::string> Facts;
  /// Why there are no findings: the first error. Empty if all went well.
  std::string Failure;
  bool Crashed = false;
  /// Mistakes in NOLINT comments, as clang-tidy words them.
  std::vector<std::string> Complaints;
  /// Flags that only turned out to be unusable when Clang tried them.
  std::vector<std::string> DroppedFlags;
  UnitStatistics Statistics;
  /// An include that leads nowhere, if that is the failure.
  std::string MissingFile;
  /// What the findings rest on, but for the files of the shared header.
  std::vector<FileRead> Files;
  /// First components of the names that were looked for.
  llvm::StringSet<> IncludedNames;
  bool UsedHeader = false;
  double ParseSeconds = 0;
  double AnalysisSeconds = 0;
};

/// Parses the unit, without the function bodies of libraries, and runs the
/// rules, or takes down what they would rest on. With \p Header, which may be
/// null, library headers are not parsed again. May be called on several threads
/// at once.
UnitOutcome analyzeFile(const Unit &U, const UnitSettings &Settings,
                        const UnitCommand &Command, const SharedHeader *Header,
                        Wanted What);

} // namespace torchleak

#endif
