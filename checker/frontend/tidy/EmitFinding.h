//===- EmitFinding.h - A finding as clang-tidy diagnostics ------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_TIDY_EMITFINDING_H
#define TORCHLEAK_FRONTEND_TIDY_EMITFINDING_H

#include "clang-tidy/ClangTidyDiagnosticConsumer.h"
#include "extract/SpotMap.h"
#include "report/Finding.h"

namespace torchleak {

/// Emits the warning and its notes in order. A single fix is attached to the
/// warning; alternative fixes become notes that carry one each, which is how
/// clang-tidy offers a choice.
void emitFinding(clang::tidy::ClangTidyContext &Context,
                 const clang::SourceManager &Sources, const SpotMap &Spots,
                 const Finding &F);

} // namespace torchleak

#endif
