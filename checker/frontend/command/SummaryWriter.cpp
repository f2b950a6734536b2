//===- SummaryWriter.cpp - What is said beside the findings ---------------===//

#include "frontend/command/SummaryWriter.h"
#include "frontend/command/Paths.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

namespace torchleak {

static std::string plural(size_t Count, llvm::StringRef Word) {
  return std::to_string(Count) + " " + Word.str() + (Count == 1 ? "" : "s");
}

void writeSummary(const Report &R, llvm::StringRef Base) {
  llvm::raw_ostream &OS = llvm::errs();
  for (const FailedUnit &U : R.Failed)
    OS << relativeBelow(U.File, Base) << ": not analysed: " << U.Reason << "\n";
  OS << plural(R.Findings.size(), "finding") << " in "
     << plural(R.Analyzed, "unit");
  if (!R.Failed.empty())
    OS << ", " << plural(R.Failed.size(), "unit") << " not analysed";
  for (auto [Count, Why] : {std::pair(R.Skipped, "not C++"),
                            std::pair(R.WithoutTorch, "no libtorch"),
                            std::pair(R.Unchanged, "not changed")})
    if (Count)
      OS << ", " << Count << " skipped (" << Why << ")";
  if (R.Incomplete)
    OS << ", " << plural(R.Incomplete, "program")
       << " taken as open (a unit is missing)";
  OS << "\n";
  if (R.DroppedFlags.empty())
    return;
  OS << plural(R.DroppedFlags.size(), "unknown compiler flag") << " dropped:";
  for (const auto &[Flag, Units] : R.DroppedFlags)
    OS << " " << Flag << " (" << plural(Units, "unit") << ")";
  OS << "\n";
}

void writeStatistics(const Report &R) {
  llvm::raw_ostream &OS = llvm::errs();
  const ReuseCounts &Reuse = R.Reuse;
  OS << R.Functions << " functions, " << R.UnknownCalls
     << " calls of unknown effect";
  if (R.Programs)
    OS << " in " << plural(R.Programs, "program");
  OS << "\n"
     << plural(Reuse.FromCache, "unit") << " from the cache, "
     << Reuse.WithSharedHeader << " with a shared header, " << Reuse.Plain
     << " parsed plainly";
  OS << "; " << plural(Reuse.Headers.Built, "shared header") << " made, "
     << Reuse.Headers.Loaded << " from the cache; at most "
     << plural(Reuse.PeakWorkers, "worker") << "\n";
  for (const auto &[Reason, Count] : Reuse.FellBack)
    OS << plural(Count, "unit")
       << " parsed again without its shared header: " << Reason << "\n";
  for (const auto &[Reason, Count] : Reuse.Headers.Failures)
    OS << plural(Count, "shared header") << " not made: " << Reason << "\n";
  for (Budget B : allBudgets())
    if (auto Met = R.Budgets.find(nameOf(B).str()); Met != R.Budgets.end())
      OS << "budget " << nameOf(B) << " (" << limitOf(B) << ") met "
         << plural(Met->second, "time") << ": " << toString(directionOf(B))
         << "\n";
  OS << "seconds, summed over units:";
  const char *Separator = " ";
  for (const auto &[Phase, Seconds] : R.Seconds.all()) {
    OS << Separator << Phase << llvm::format(" %.2f", Seconds);
    Separator = ", ";
  }
  OS << llvm::format("; wall %.2f\n", R.WallSeconds);
}

} // namespace torchleak
