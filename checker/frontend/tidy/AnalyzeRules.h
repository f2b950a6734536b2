//===- AnalyzeRules.h - Findings of the enabled rules -----------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_TIDY_ANALYZERULES_H
#define TORCHLEAK_FRONTEND_TIDY_ANALYZERULES_H

#include "driver/AnalyzeUnit.h"
#include "extract/SpotMap.h"
#include "llvm/ADT/ArrayRef.h"

namespace clang {
class Decl;
}

namespace torchleak {

/// A rule that the user asked for, and what the user told it.
struct EnabledRule {
  std::string Name;
  Options Opts;
};

/// Each different set of options once, in the order of the rules.
std::vector<Options> optionSets(llvm::ArrayRef<EnabledRule> Rules);

/// The findings of \p Rules in source order. Rules with the same options share
/// one analysis, which is the normal case: options are mostly set for all.
UnitResult analyzeRules(clang::ASTContext &Context,
                        llvm::ArrayRef<EnabledRule> Rules, SpotMap &Spots);

/// What a file of AST in front of the unit holds.
enum class Preparsed { LibrariesOnly, ProjectHeaders };

/// Top-level declarations outside of system headers: the scope of an analysis.
/// Only these are looked into, where a unit's headers come from a file of AST.
std::vector<clang::Decl *> userDeclarations(clang::ASTContext &Context,
                                            Preparsed Headers);

} // namespace torchleak

#endif
