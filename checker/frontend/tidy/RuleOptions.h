//===- RuleOptions.h - Options as clang-tidy stores them --------*- C++ -*-===//
//
// The plugin, clangd and the command read a rule's options from the same
// `CheckOptions` with the same names, so a `.clang-tidy` file serves all three.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_TIDY_RULEOPTIONS_H
#define TORCHLEAK_FRONTEND_TIDY_RULEOPTIONS_H

#include "clang-tidy/ClangTidyCheck.h"
#include "model/Options.h"

namespace torchleak {

using OptionsView = clang::tidy::ClangTidyCheck::OptionsView;

/// Names of all options of a rule, in the order of Options.
llvm::ArrayRef<llvm::StringLiteral> ruleOptionNames();

/// Reads `<rule>.<name>`, and the global `<name>` where that is not set.
Options readRuleOptions(const OptionsView &View);

/// Writes every option with its value, as --dump-config shows it.
void storeRuleOptions(const OptionsView &View, const Options &Opts,
                      clang::tidy::ClangTidyOptions::OptionMap &Map);

} // namespace torchleak

#endif
