//===- ReportWriters.h - A report as text or JSON ---------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_REPORTWRITERS_H
#define TORCHLEAK_FRONTEND_COMMAND_REPORTWRITERS_H

#include "frontend/command/Report.h"
#include "llvm/Support/raw_ostream.h"

namespace torchleak {

/// Like Clang's own diagnostics. Paths below \p Base are written relative to
/// it, in both formats.
void writeText(const Report &R, llvm::StringRef Base, llvm::raw_ostream &OS);

/// Schema "torchleak-findings/1".
void writeJson(const Report &R, llvm::StringRef Base, llvm::raw_ostream &OS);

} // namespace torchleak

#endif
