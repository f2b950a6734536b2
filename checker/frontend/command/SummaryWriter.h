//===- SummaryWriter.h - What is said beside the findings -------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_SUMMARYWRITER_H
#define TORCHLEAK_FRONTEND_COMMAND_SUMMARYWRITER_H

#include "frontend/command/Report.h"

namespace torchleak {

/// Counts and failed units, on standard error. Paths below \p Base are
/// relative.
void writeSummary(const Report &R, llvm::StringRef Base);

/// What was done and where time went, on standard error.
void writeStatistics(const Report &R);

} // namespace torchleak

#endif
