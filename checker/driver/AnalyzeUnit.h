//===- AnalyzeUnit.h - From an AST to findings ------------------*- C++ -*-===//
//
// The one entry point of every front end: all rules share one analysis of a
// unit, and the AST is walked once.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_DRIVER_ANALYZEUNIT_H
#define TORCHLEAK_DRIVER_ANALYZEUNIT_H

#include "analysis/PhaseSeconds.h"
#include "model/Options.h"
#include "program/Budget.h"
#include "report/Finding.h"

namespace clang {
class ASTContext;
}

namespace torchleak {

class SpotMap;
struct UnitFacts;

/// What was looked at and what was not understood, for --stats and tests.
struct UnitStatistics {
  unsigned Functions = 0;
  unsigned Events = 0;
  /// Calls whose effect is unknown and was taken as benign.
  unsigned UnknownCalls = 0;
  /// Bounds that were met: see Budgets.def.
  BudgetHits Budgets;
  PhaseSeconds Seconds;
};

struct UnitResult {
  /// Findings of every rule, in source order, one per retained value and place.
  std::vector<Finding> Findings;
  UnitStatistics Statistics;
};

/// Analyses what the user wrote: the traversal scope of \p Context without
/// system headers and libtorch itself. Returns nothing for a unit with
/// uncompilable errors. \p Spots tells what Clang calls the findings' spots.
UnitResult analyzeUnit(clang::ASTContext &Context, const Options &Opts,
                       SpotMap &Spots);

/// The first half of it: what there is to know of the unit, and no findings.
UnitFacts extractFacts(clang::ASTContext &Context, const Options &Opts,
                       SpotMap &Spots, UnitStatistics &Statistics);

/// The second half, for the facts of a unit or of a linked program: findings in
/// no particular order, as sure as \p Show wants them.
std::vector<Finding> analyzeFacts(UnitFacts Facts, Profile Show,
                                  UnitStatistics &Statistics);

} // namespace torchleak

#endif
