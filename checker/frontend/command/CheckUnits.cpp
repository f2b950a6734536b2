//===- CheckUnits.cpp - Units on all cores --------------------------------===//

#include "frontend/command/CheckUnits.h"
#include "frontend/command/Commands.h"
#include "frontend/command/Fingerprint.h"
#include "frontend/command/Paths.h"
#include "clang/Basic/Stack.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/ThreadPool.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <mutex>
#include <set>
#include <unistd.h>

namespace torchleak {

namespace {

/// One line that is written over, on a terminal only.
class Progress {
public:
  Progress(size_t Total, llvm::StringRef Base)
      : Total(Total), Base(Base),
        Shown(llvm::sys::Process::StandardErrIsDisplayed()) {}
  ~Progress() { clear(); }

  void finished(llvm::StringRef File, size_t Findings) {
    std::lock_guard<std::mutex> Guard(Lock);
    ++Done;
    Found += Findings;
    if (!Shown)
      return;
    std::string Line = "[" + std::to_string(Done) + "/" +
                       std::to_string(Total) + "] " + std::to_string(Found) +
                       " found  " + relativeBelow(File, Base);
    // A terminal that does not know its width says 0.
    unsigned Columns = llvm::sys::Process::StandardErrColumns();
    Line.resize(std::min<size_t>(Line.size(), Columns ? Columns : 80));
    llvm::errs() << "\r\x1b[K" << Line;
  }

private:
  void clear() {
    if (Shown && Done)
      llvm::errs() << "\r\x1b[K";
  }

  std::mutex Lock;
  size_t Done = 0, Found = 0, Total;
  llvm::StringRef Base;
  bool Shown;
};

} // namespace

// Nothing is written before all units are done, so there is nothing to undo.
static void onInterrupt() {
  static const char Text[] =
      "\r\x1b[Ktorchleak: interrupted, nothing written\n";
  const char *Begin = isatty(STDERR_FILENO) ? Text : Text + 4;
  [[maybe_unused]] ssize_t Written =
      write(STDERR_FILENO, Begin, Text + sizeof(Text) - 1 - Begin);
  _exit(Interrupted);
}

static UnitOutcome analyzeSafely(const UnitTask &Task,
                                 llvm::StringRef ResourceDir) {
  UnitOutcome Outcome;
  llvm::CrashRecoveryContext Recovery;
  // Clang recurses deeply; this is address space and not memory.
  constexpr unsigned StackSize = 64 << 20;
  bool Finished = Recovery.RunSafelyOnThread(
      [&] {
        clang::noteBottomOfStack();
        Outcome = analyzeFile(Task.Source, Task.Settings, ResourceDir);
      },
      StackSize);
  if (!Finished) {
    Outcome = UnitOutcome();
    Outcome.Failure = "the analysis crashed; please report this";
    Outcome.Crashed = true;
  }
  return Outcome;
}

static void addOutcome(const UnitTask &Task, UnitOutcome &Outcome,
                       llvm::StringRef WorkingDirectory, Report &R) {
  if (Outcome.Failure.empty())
    ++R.Analyzed;
  else // An error mostly begins with a file.
    R.Failed.push_back(
        {Task.Source.File, relativeBelow(Outcome.Failure, WorkingDirectory)});
  llvm::move(Outcome.Findings, std::back_inserter(R.Findings));
  R.Crashed |= Outcome.Crashed;
  R.BudgetHits += Outcome.Statistics.BudgetHits;
  R.Functions += Outcome.Statistics.Functions;
  R.UnknownCalls += Outcome.Statistics.UnknownCalls;
  R.ParseSeconds += Outcome.ParseSeconds;
  R.AnalysisSeconds += Outcome.AnalysisSeconds;
  std::set<std::string> Flags(Task.Source.DroppedFlags.begin(),
                              Task.Source.DroppedFlags.end());
  Flags.insert(Outcome.DroppedFlags.begin(), Outcome.DroppedFlags.end());
  for (const std::string &Flag : Flags)
    ++R.DroppedFlags[Flag];
}

Report checkUnits(llvm::ArrayRef<UnitTask> Tasks, unsigned Jobs,
                  llvm::StringRef ResourceDir, llvm::StringRef WorkingDirectory,
                  std::vector<std::string> &Complaints) {
  auto Start = std::chrono::steady_clock::now();
  llvm::CrashRecoveryContext::Enable();
  llvm::sys::SetInterruptFunction(onInterrupt);
  std::vector<UnitOutcome> Outcomes(Tasks.size());
  {
    Progress Shown(Tasks.size(), WorkingDirectory);
    llvm::DefaultThreadPool Pool(llvm::hardware_concurrency(Jobs));
    for (size_t I = 0; I < Tasks.size(); ++I)
      Pool.async([&, I] {
        Outcomes[I] = analyzeSafely(Tasks[I], ResourceDir);
        Shown.finished(Tasks[I].Source.File, Outcomes[I].Findings.size());
      });
    Pool.wait();
  }

  Report R;
  std::set<std::string> Unique;
  for (size_t I = 0; I < Tasks.size(); ++I) {
    Unique.insert(Outcomes[I].Complaints.begin(), Outcomes[I].Complaints.end());
    addOutcome(Tasks[I], Outcomes[I], WorkingDirectory, R);
  }
  Complaints.assign(Unique.begin(), Unique.end());
  mergeFindings(R.Findings);
  addFingerprints(R.Findings, WorkingDirectory);
  R.WallSeconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - Start)
          .count();
  return R;
}

} // namespace torchleak
