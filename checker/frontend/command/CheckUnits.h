//===- CheckUnits.h - Units on all cores ------------------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_CHECKUNITS_H
#define TORCHLEAK_FRONTEND_COMMAND_CHECKUNITS_H

#include "frontend/command/AnalyzeFile.h"

namespace torchleak {

struct UnitTask {
  Unit Source;
  UnitSettings Settings;
};

/// Analyses every task with \p Jobs threads (0: one per core). The report does
/// not depend on timing. A crash costs the unit that crashed. Mistakes in
/// NOLINT comments go to \p Complaints.
Report checkUnits(llvm::ArrayRef<UnitTask> Tasks, unsigned Jobs,
                  llvm::StringRef ResourceDir, llvm::StringRef WorkingDirectory,
                  std::vector<std::string> &Complaints);

} // namespace torchleak

#endif
