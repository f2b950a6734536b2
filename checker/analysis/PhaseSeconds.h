//===- PhaseSeconds.h - What time was spent on ------------------*- C++ -*-===//

#ifndef TORCHLEAK_ANALYSIS_PHASESECONDS_H
#define TORCHLEAK_ANALYSIS_PHASESECONDS_H

#include "llvm/ADT/StringRef.h"
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace torchleak {

/// Seconds of wall time by phase, in the order in which phases first ended.
class PhaseSeconds {
public:
  void add(llvm::StringRef Phase, double Seconds) {
    for (auto &Known : Phases)
      if (Known.first == Phase) {
        Known.second += Seconds;
        return;
      }
    Phases.emplace_back(Phase.str(), Seconds);
  }
  void add(const PhaseSeconds &Other) {
    for (const auto &[Phase, Seconds] : Other.Phases)
      add(Phase, Seconds);
  }
  double sum() const {
    double Result = 0;
    for (const auto &Phase : Phases)
      Result += Phase.second;
    return Result;
  }
  const std::vector<std::pair<std::string, double>> &all() const {
    return Phases;
  }

private:
  std::vector<std::pair<std::string, double>> Phases;
};

/// Adds the time from its making to its end to a phase.
class PhaseTimer {
public:
  PhaseTimer(PhaseSeconds &Into, llvm::StringRef Phase)
      : Into(Into), Phase(Phase) {}
  ~PhaseTimer() { Into.add(Phase, seconds()); }
  PhaseTimer(const PhaseTimer &) = delete;
  PhaseTimer &operator=(const PhaseTimer &) = delete;

  double seconds() const {
    return std::chrono::duration<double>(Clock::now() - Start).count();
  }

private:
  using Clock = std::chrono::steady_clock;
  PhaseSeconds &Into;
  llvm::StringRef Phase;
  Clock::time_point Start = Clock::now();
};

/// What \p Make returns, with its time.
template <typename Function>
auto timed(PhaseSeconds &Into, llvm::StringRef Phase, Function Make) {
  PhaseTimer Timer(Into, Phase);
  return Make();
}

} // namespace torchleak

#endif
