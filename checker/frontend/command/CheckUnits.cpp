//===- CheckUnits.cpp - Units on all cores --------------------------------===//

#include "frontend/command/CheckUnits.h"
#include "frontend/cache/OutcomeJson.h"
#include "frontend/cache/ResultCache.h"
#include "frontend/command/CheckPrograms.h"
#include "frontend/command/Commands.h"
#include "frontend/command/Fingerprint.h"
#include "frontend/command/Paths.h"
#include "frontend/command/Progress.h"
#include "frontend/command/RunSafely.h"
#include "frontend/command/WorkerMemory.h"
#include "frontend/headers/HeaderSupply.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/CrashRecoveryContext.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"
#include "llvm/Support/ThreadPool.h"
#include <chrono>
#include <set>
#include <unistd.h>

namespace torchleak {

// Measured with torch/torch.h 2.11, rounded up.
static constexpr uint64_t PlainBytes = 800ULL << 20;
static constexpr uint64_t SharedBytes = 250ULL << 20;

// Nothing is written before all units are done, so there is nothing to undo.
static void onInterrupt() {
  static const char Text[] =
      "\r\x1b[Ktorchleak: interrupted, nothing written\n";
  const char *Begin = isatty(STDERR_FILENO) ? Text : Text + 4;
  [[maybe_unused]] ssize_t Written =
      write(STDERR_FILENO, Begin, Text + sizeof(Text) - 1 - Begin);
  _exit(Interrupted);
}

namespace {

/// Adds the seconds of its life to a sum.
class Stopwatch {
public:
  explicit Stopwatch(double &Sum) : Sum(Sum) {}
  ~Stopwatch() {
    Sum += std::chrono::duration<double>(Clock::now() - Start).count();
  }

private:
  using Clock = std::chrono::steady_clock;
  double &Sum;
  Clock::time_point Start = Clock::now();
};

/// A unit on its way through a run.
struct UnitState {
  const UnitTask *Task;
  UnitCommand Command;
  CompilationSetting Setting;
  UnitIncludes Includes;
  ResultCache::Key Key;
  UnitOutcome Outcome;
  /// Null to parse all headers again.
  HeaderSupply::Header Header;
  /// Of the last time it was analysed, or by its size.
  double Expected = 0;
  double CacheSeconds = 0;
  bool Cached = false;
  /// What was wrong with the shared header.
  std::string FellBack;
  /// It may have to do with libtorch, or the user wants it anyway.
  bool Relevant = true;
  bool Dropped = false;
};

class Run {
public:
  Run(llvm::ArrayRef<UnitTask> Tasks, const CheckSettings &Settings)
      : Settings(Settings), Hashes(Settings.Cache),
        Memory(Settings.MemoryLimit), Shown(nullptr),
        Pool(llvm::hardware_concurrency(Settings.Jobs)) {
    for (const UnitTask &Task : Tasks) {
      States.emplace_back();
      States.back().Task = &Task;
    }
    if (Settings.Cache && !Settings.VerifySharedHeaders)
      Results.emplace(*Settings.Cache, Hashes, Listings, Settings.Program,
                      Settings.WorkingDirectory);
  }

  Report run(std::vector<std::string> &Complaints);

private:
  void prepare();
  bool isChanged(const UnitState &State) const;
  void lookUp();
  void plan();
  using Units = std::vector<UnitState *>;
  /// Analyses units that have one key, once their headers are there.
  void runGroup(const Units &Group);
  void start(const Units &Group);
  void analyze(UnitState &State);
  UnitOutcome analyzeSafely(const UnitState &State, const SharedHeader *Header);
  void verify(UnitState &State, const SharedHeader *Header);
  void finish(UnitState &State);
  Wanted wanted() const {
    return Settings.Link ? Wanted::Facts : Wanted::Findings;
  }
  void link();
  Report report(std::vector<std::string> &Complaints);

  const CheckSettings &Settings;
  std::vector<UnitState> States;
  FileHashes Hashes;
  FolderListings Listings;
  std::optional<ResultCache> Results;
  WorkerMemory Memory;
  std::unique_ptr<Progress> Shown;
  std::mutex Lock;
  HeaderCounts Headers;
  ProgramsOutcome Linked;
  double ScanSeconds = 0;
  /// Last: its threads use the rest.
  llvm::DefaultThreadPool Pool;
};

} // namespace

//===----------------------------------------------------------------------===//
// Before anything is parsed
//===----------------------------------------------------------------------===//

bool Run::isChanged(const UnitState &State) const {
  if (!Settings.Changed)
    return true;
  for (const std::string &Changed : *Settings.Changed) {
    // Configuration concerns all that it is for.
    llvm::StringRef Name = llvm::sys::path::filename(Changed);
    if (Name == "compile_commands.json" ||
        (Name == ".clang-tidy" &&
         isBelow(State.Task->Source.File,
                 llvm::sys::path::parent_path(Changed))))
      return true;
    for (const std::string &File : State.Includes.ProjectFiles)
      if (realPath(File) == Changed)
        return true;
    // A file that is gone, or that takes another's place.
    for (const auto &Name : State.Includes.Names)
      if (llvm::StringRef(Changed).ends_with(("/" + Name.first()).str()))
        return true;
  }
  return false;
}

void Run::prepare() {
  Stopwatch Watch(ScanSeconds);
  CommandReader Commands(Settings.ResourceDir);
  IncludeWalker Walker;
  for (UnitState &State : States) {
    const Unit &U = State.Task->Source;
    State.Command = Commands.read(U, State.Task->Settings.Tidy);
    if (!State.Command.Invocation)
      continue;
    State.Setting = settingOf(State.Command.Invocation, U.Directory);
    State.Includes = Walker.walk(
        U.File, State.Command.Invocation->getPreprocessorOpts().Includes,
        U.Directory, State.Setting.Folders);
    uint64_t Size = 0;
    if (!llvm::sys::fs::file_size(U.File, Size))
      State.Expected = static_cast<double>(Size) * 1e-6;
    bool OwnTypes =
        llvm::any_of(State.Task->Settings.Rules, [](const EnabledRule &R) {
          return !R.Opts.TensorTypes.empty();
        });
    State.Relevant = State.Includes.ReachesTorch || OwnTypes || U.Named ||
                     Settings.WithoutTorch;
    State.Dropped = !State.Relevant || !isChanged(State);
  }
}

void Run::lookUp() {
  if (!Results)
    return;
  for (UnitState &State : States)
    if (!State.Dropped && State.Command.Invocation)
      Pool.async([this, &State] {
        Stopwatch Watch(State.CacheSeconds);
        State.Key = Results->keyOf(State.Task->Source, State.Task->Settings,
                                   State.Setting, wanted());
        double LastSeconds = 0;
        auto Known = Results->find(State.Key, State.Setting, State.Includes,
                                   LastSeconds);
        State.Expected = std::max(State.Expected, LastSeconds);
        if (!Known)
          return;
        State.Outcome = std::move(*Known);
        State.Cached = true;
      });
  Pool.wait();
}

//===----------------------------------------------------------------------===//
// Shared headers
//===----------------------------------------------------------------------===//

void Run::plan() {
  Units Plain;
  llvm::MapVector<llvm::StringRef, Units> ByKey;
  for (UnitState &State : States) {
    if (State.Dropped)
      continue;
    if (State.Cached || !State.Command.Invocation)
      finish(State);
    else if (Settings.ShareHeaders &&
             canShareHeader({&State.Setting, &State.Includes}))
      ByKey[State.Setting.Key].push_back(&State);
    else
      Plain.push_back(&State);
  }
  std::vector<Units> Groups;
  for (auto &[Key, Group] : ByKey)
    Groups.push_back(std::move(Group));
  // The header that most wait for comes first.
  llvm::stable_sort(Groups, [](const Units &A, const Units &B) {
    return A.size() > B.size();
  });
  for (Units &Group : Groups)
    Pool.async([this, Group = std::move(Group)] { runGroup(Group); });
  start(Plain);
}

void Run::runGroup(const Units &Group) {
  HeaderSupply Supply(
      Settings.Cache, Hashes, Listings, [&](llvm::function_ref<void()> Parse) {
        WorkerMemory::Room Room(Memory, PlainBytes);
        Shown->note("parsing the library headers that " +
                    std::to_string(Group.size()) + " units share");
        return runSafely(Parse);
      });
  std::vector<HeaderUser> Users;
  for (UnitState *State : Group)
    Users.push_back({&State->Setting, &State->Includes});
  std::vector<HeaderSupply::Header> Given = Supply.serve(Users);
  for (size_t I = 0; I < Group.size(); ++I)
    Group[I]->Header = Given[I];
  {
    std::lock_guard<std::mutex> Guard(Lock);
    Headers.add(Supply.counts());
  }
  start(Group);
}

//===----------------------------------------------------------------------===//
// Units
//===----------------------------------------------------------------------===//

void Run::start(const Units &Group) {
  Units Sorted = Group;
  llvm::stable_sort(Sorted, [](const UnitState *A, const UnitState *B) {
    return A->Expected > B->Expected;
  });
  for (UnitState *State : Sorted)
    Pool.async([this, State] { analyze(*State); });
}

UnitOutcome Run::analyzeSafely(const UnitState &State,
                               const SharedHeader *Header) {
  UnitOutcome Outcome;
  WorkerMemory::Room Room(Memory, Header ? SharedBytes : PlainBytes);
  if (runSafely([&] {
        Outcome = analyzeFile(State.Task->Source, State.Task->Settings,
                              State.Command, Header, wanted());
      }))
    return Outcome;
  Outcome = UnitOutcome();
  Outcome.Failure = "the analysis crashed; please report this";
  Outcome.Crashed = true;
  return Outcome;
}

void Run::analyze(UnitState &State) {
  const SharedHeader *Header = State.Header.get();
  State.Outcome = analyzeSafely(State, Header);
  // A file that every compilation needs and that is nowhere is missing without
  // the header as well.
  if (Header && !State.Outcome.Failure.empty() &&
      !State.Includes.Missing.contains(State.Outcome.MissingFile)) {
    bool Crashed = State.Outcome.Crashed;
    std::string Reason = State.Outcome.Failure;
    State.Outcome = analyzeSafely(State, nullptr);
    State.Outcome.Crashed |= Crashed;
    if (State.Outcome.Failure.empty())
      State.FellBack = std::move(Reason);
    Header = nullptr;
  }
  if (Settings.VerifySharedHeaders && Header)
    verify(State, Header);
  if (Results) {
    Stopwatch Watch(State.CacheSeconds);
    Results->keep(State.Key, State.Setting, State.Includes, State.Outcome,
                  Header);
  }
  State.Header.reset();
  finish(State);
}

void Run::verify(UnitState &State, const SharedHeader *Header) {
  auto Text = [](const UnitOutcome &Outcome) {
    std::string Result;
    llvm::raw_string_ostream OS(Result);
    llvm::json::Value Whole = outcomeToJson(Outcome, "");
    OS << *Whole.getAsObject()->get("findings") << Outcome.Failure;
    return Result;
  };
  UnitOutcome Plain = analyzeSafely(State, nullptr);
  if (Text(Plain) != Text(State.Outcome) && State.Outcome.Failure.empty())
    State.Outcome.Failure =
        "findings differ with and without the shared header (" +
        std::to_string(State.Outcome.Findings.size()) + " and " +
        std::to_string(Plain.Findings.size()) + "); please report this";
}

void Run::finish(UnitState &State) {
  std::optional<size_t> Found;
  if (!Settings.Link)
    Found = State.Outcome.Findings.size();
  Shown->finished(State.Task->Source.File, Found);
}

//===----------------------------------------------------------------------===//
// All together
//===----------------------------------------------------------------------===//

static void addOutcome(const UnitState &State, llvm::StringRef WorkingDirectory,
                       Report &R) {
  const UnitOutcome &Outcome = State.Outcome;
  const std::string &Failure =
      State.Command.Invocation ? Outcome.Failure : State.Command.Failure;
  if (Failure.empty())
    ++R.Analyzed;
  else // An error mostly begins with a file.
    R.Failed.push_back(
        {State.Task->Source.File, relativeBelow(Failure, WorkingDirectory)});
  llvm::append_range(R.Findings, Outcome.Findings);
  R.Crashed |= Outcome.Crashed;
  for (const auto &[Name, Hits] : Outcome.Statistics.Budgets)
    R.Budgets[Name] += Hits;
  R.Functions += Outcome.Statistics.Functions;
  R.UnknownCalls += Outcome.Statistics.UnknownCalls;
  ++(State.Cached         ? R.Reuse.FromCache
     : Outcome.UsedHeader ? R.Reuse.WithSharedHeader
                          : R.Reuse.Plain);
  if (!State.FellBack.empty())
    ++R.Reuse.FellBack[relativeBelow(State.FellBack, WorkingDirectory)];
  std::set<std::string> Flags(State.Task->Source.DroppedFlags.begin(),
                              State.Task->Source.DroppedFlags.end());
  Flags.insert(State.Command.DroppedFlags.begin(),
               State.Command.DroppedFlags.end());
  for (const std::string &Flag : Flags)
    ++R.DroppedFlags[Flag];
}

void Run::link() {
  std::vector<ProgramUnit> Units;
  for (UnitState &State : States) {
    // What did not change is missing from its program.
    if (State.Dropped && !State.Relevant)
      continue;
    Units.push_back({&State.Task->Source, &State.Task->Settings,
                     std::move(State.Outcome.Facts)});
  }
  auto tell = [&](size_t Programs) {
    Shown->note("analysing " + std::to_string(Programs) +
                (Programs == 1 ? " program" : " programs"));
  };
  Linked = checkPrograms(std::move(Units), Pool, tell);
}

Report Run::report(std::vector<std::string> &Complaints) {
  Report R;
  R.Reuse.Headers = Headers;
  R.Reuse.PeakWorkers = Memory.peakWorkers();
  std::set<std::string> Unique(Linked.Complaints.begin(),
                               Linked.Complaints.end());
  R.Findings = std::move(Linked.Findings);
  R.Failed = std::move(Linked.Failed);
  R.Programs = Linked.Programs;
  R.Incomplete = Linked.Incomplete;
  R.Budgets = Linked.Statistics.Budgets;
  R.UnknownCalls = Linked.Statistics.UnknownCalls;
  R.Crashed = Linked.Crashed;
  double Cache = 0, Parse = 0;
  PhaseSeconds Analyses;
  for (const UnitState &State : States) {
    if (State.Dropped) {
      ++(State.Relevant ? R.Unchanged : R.WithoutTorch);
      continue;
    }
    Unique.insert(State.Outcome.Complaints.begin(),
                  State.Outcome.Complaints.end());
    addOutcome(State, Settings.WorkingDirectory, R);
    Cache += State.CacheSeconds;
    Parse += State.Outcome.ParseSeconds;
    Analyses.add(State.Outcome.Statistics.Seconds);
  }
  R.Seconds.add("scan", ScanSeconds);
  R.Seconds.add("cache", Cache);
  R.Seconds.add("shared headers", Headers.Seconds);
  R.Seconds.add("parse", Parse);
  Analyses.add(Linked.Statistics.Seconds);
  R.Seconds.add(Analyses);
  Complaints.assign(Unique.begin(), Unique.end());
  mergeFindings(R.Findings);
  addFingerprints(R.Findings, Settings.WorkingDirectory);
  return R;
}

Report Run::run(std::vector<std::string> &Complaints) {
  double Wall = 0;
  {
    Stopwatch Watch(Wall);
    prepare();
    size_t Count = llvm::count_if(
        States, [](const UnitState &State) { return !State.Dropped; });
    Shown = std::make_unique<Progress>(Count, Settings.WorkingDirectory);
    lookUp();
    plan();
    Pool.wait();
    if (Settings.Link)
      link();
    Shown.reset();
    Hashes.save();
    if (Settings.Cache)
      Settings.Cache->prune();
  }
  Report R = report(Complaints);
  R.WallSeconds = Wall;
  return R;
}

Report checkUnits(llvm::ArrayRef<UnitTask> Tasks, const CheckSettings &Settings,
                  std::vector<std::string> &Complaints) {
  llvm::CrashRecoveryContext::Enable();
  llvm::sys::SetInterruptFunction(onInterrupt);
  return Run(Tasks, Settings).run(Complaints);
}

} // namespace torchleak
