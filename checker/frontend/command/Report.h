//===- Report.h - Findings without an AST -----------------------*- C++ -*-===//
//
// What is left of a unit's findings after its AST is gone: plain data that can
// be merged over units, sorted and written.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_REPORT_H
#define TORCHLEAK_FRONTEND_COMMAND_REPORT_H

#include "analysis/PhaseSeconds.h"
#include "frontend/headers/HeaderSupply.h"
#include "program/Budget.h"
#include "report/Finding.h"
#include <map>

namespace torchleak {

struct Position {
  /// Absolute and free of "..".
  std::string File;
  unsigned Line = 0;
  unsigned Column = 0;
  /// The text of the line, for the reader and the fingerprint.
  std::string LineText;
};

struct ReportedOrigin {
  Position At;
  Role Does = Role::Allocates;
  std::string Function;
};

struct ReportedNote {
  Position At;
  std::string Text;
};

/// Replaces what is between two positions (the end is not part of it).
struct ReportedEdit {
  Position Begin, End;
  std::string Replacement;
};

struct ReportedFix {
  std::string Description;
  std::vector<ReportedEdit> Edits;
};

struct ReportedFinding {
  std::string Rule;
  Position At;
  std::string Message;
  Confidence How = Confidence::Definite;
  Retained What = Retained::AutogradGraph;
  Retainer Who = Retainer::Container;
  Repeat Why = Repeat::Loop;
  std::vector<ReportedOrigin> Origins;
  std::vector<ReportedNote> Notes;
  std::vector<ReportedFix> Fixes;
  /// Qualified name of the function that holds the finding, or empty.
  std::string Function;
  /// Set by addFingerprints.
  std::string Fingerprint;
};

struct FailedUnit {
  std::string File;
  std::string Reason;
};

/// How units came to their library headers and results.
struct ReuseCounts {
  unsigned FromCache = 0;
  unsigned WithSharedHeader = 0;
  unsigned Plain = 0;
  /// Parsed plainly because something was wrong with the shared header, by
  /// what it was.
  std::map<std::string, unsigned> FellBack;
  HeaderCounts Headers;
  unsigned PeakWorkers = 0;
};

struct Report {
  std::vector<ReportedFinding> Findings;
  std::vector<FailedUnit> Failed;
  unsigned Analyzed = 0;
  /// Entries of the database that hold no C++: C, assembly, headers to
  /// precompile; and units without libtorch.
  unsigned Skipped = 0;
  /// Programs that the units form; 0 if they were analysed one by one.
  unsigned Programs = 0;
  /// Programs that were taken as open, because a unit could not be read.
  unsigned Incomplete = 0;
  /// Bounds that were met in any unit, with how often.
  BudgetHits Budgets;
  /// A unit crashed: what it left behind must not be cleaned up.
  bool Crashed = false;
  /// Compiler flags that Clang does not know, with the number of units.
  std::map<std::string, unsigned> DroppedFlags;

  /// Of these, units that never reach a libtorch header.
  unsigned WithoutTorch = 0;
  /// Units that no change since a revision can affect.
  unsigned Unchanged = 0;

  // For --stats.
  unsigned Functions = 0;
  unsigned UnknownCalls = 0;
  ReuseCounts Reuse;
  /// Sums over units.
  PhaseSeconds Seconds;
  double WallSeconds = 0;
};

/// Sorts the findings by place and leaves one of each: a header is seen by many
/// units.
void mergeFindings(std::vector<ReportedFinding> &Findings);

} // namespace torchleak

#endif
