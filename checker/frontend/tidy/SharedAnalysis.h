//===- SharedAnalysis.h - One analysis for all checks of a unit -*- C++ -*-===//
//
// clang-tidy makes one object per check and unit. All checks of a unit hold one
// SharedAnalysis, which analyses the unit once and reports for each of them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_TIDY_SHAREDANALYSIS_H
#define TORCHLEAK_FRONTEND_TIDY_SHAREDANALYSIS_H

#include "clang-tidy/ClangTidyCheck.h"
#include "frontend/tidy/AnalyzeRules.h"
#include <memory>

namespace torchleak {

class SharedAnalysis : public clang::ast_matchers::MatchFinder::MatchCallback {
public:
  /// The analysis of the unit that \p Context is working on. It lives as long
  /// as one of the checks of this unit; clangd works on several units at once,
  /// each with its own context.
  static std::shared_ptr<SharedAnalysis>
  of(clang::tidy::ClangTidyContext &Context);

  explicit SharedAnalysis(clang::tidy::ClangTidyContext &Context)
      : Context(Context) {}
  ~SharedAnalysis() override;

  /// Asks for the findings of \p Rule and, with the first rule, for a call at
  /// the first declaration that \p Finder visits.
  void add(llvm::StringRef Rule, const Options &Opts,
           clang::ast_matchers::MatchFinder &Finder);

  void
  run(const clang::ast_matchers::MatchFinder::MatchResult &Result) override;

private:
  llvm::StringRef getID() const override { return "torchleak"; }

  clang::tidy::ClangTidyContext &Context;
  std::vector<EnabledRule> Rules;
  bool Done = false;
};

} // namespace torchleak

#endif
