//===- CollectFindings.h - What clang-tidy would print ----------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_COLLECTFINDINGS_H
#define TORCHLEAK_FRONTEND_COMMAND_COLLECTFINDINGS_H

#include "clang-tidy/ClangTidyOptions.h"
#include "extract/SpotMap.h"
#include "frontend/command/ClangArguments.h"
#include "frontend/command/Report.h"

namespace clang {
class LangOptions;
class SourceManager;
} // namespace clang

namespace torchleak {

/// Sends \p Findings through clang-tidy's own consumer, so that NOLINT, header
/// filters, macros and fixes are treated exactly as there, and takes from it
/// what is left. \p Sources has the texts, \p U's file as its main one.
std::vector<ReportedFinding>
collectFindings(const clang::SourceManager &Sources,
                const clang::LangOptions &Language, const Unit &U,
                const clang::tidy::ClangTidyOptions &Opts,
                const std::vector<Finding> &Findings, const SpotMap &Spots,
                std::vector<std::string> &Complaints);

} // namespace torchleak

#endif
