//===- Progress.h - How far the units are -----------------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_PROGRESS_H
#define TORCHLEAK_FRONTEND_COMMAND_PROGRESS_H

#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <mutex>
#include <optional>

namespace torchleak {

/// On a terminal one line that is written over; elsewhere now and then a line.
class Progress {
public:
  /// \p Base: file names are shown relative to it.
  Progress(size_t Total, llvm::StringRef Base);
  ~Progress();

  /// \p Findings: how many there are in it, if that is known yet.
  void finished(llvm::StringRef File, std::optional<size_t> Findings);
  /// What goes on while no unit can finish.
  void note(llvm::StringRef Text);

private:
  using Clock = std::chrono::steady_clock;

  void show(const std::string &Line);
  std::string timeLeft() const;

  std::mutex Lock;
  size_t Done = 0, Found = 0, Total;
  llvm::StringRef Base;
  bool Terminal;
  bool Shown = false;
  Clock::time_point Start, LastLine;
};

} // namespace torchleak

#endif
