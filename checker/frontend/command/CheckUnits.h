//===- CheckUnits.h - Units on all cores ------------------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_CHECKUNITS_H
#define TORCHLEAK_FRONTEND_COMMAND_CHECKUNITS_H

#include "frontend/command/AnalyzeFile.h"

namespace torchleak {

struct UnitTask {
  Unit Source;
  UnitSettings Settings;
};

struct CheckSettings {
  std::string ResourceDir;
  std::string WorkingDirectory;
  /// Where results and shared headers are kept; null keeps nothing.
  CacheStore *Cache = nullptr;
  /// Stands for this build of the program.
  std::string Program;
  /// Threads; 0: one per core.
  unsigned Jobs = 0;
  /// For all workers together, in bytes; 0: what the machine has.
  uint64_t MemoryLimit = 0;
  bool ShareHeaders = true;
  /// Analyse programs, and not units one by one.
  bool Link = true;
  /// Parse units, too, that never reach a libtorch header.
  bool WithoutTorch = false;
  /// Analyse each unit both ways; what differs is a failure of the unit.
  bool VerifySharedHeaders = false;
  /// Only units that include one of these files (absolute, real), or a name
  /// that leads to one.
  std::optional<std::vector<std::string>> Changed;
};

/// Analyses every task. The report does not depend on timing. A crash costs the
/// unit that crashed. Mistakes in NOLINT comments go to \p Complaints.
Report checkUnits(llvm::ArrayRef<UnitTask> Tasks, const CheckSettings &Settings,
                  std::vector<std::string> &Complaints);

} // namespace torchleak

#endif
