//===- CheckCommand.cpp - torchleak check ---------------------------------===//

#include "frontend/ResourceDir.h"
#include "frontend/command/ChangedSince.h"
#include "frontend/command/CheckUnits.h"
#include "frontend/command/Commands.h"
#include "frontend/command/Paths.h"
#include "frontend/command/ReportWriters.h"
#include "frontend/command/RuleSelection.h"
#include "frontend/command/SummaryWriter.h"
#include "frontend/command/UnitSelection.h"
#include "frontend/command/WholeFile.h"
#include "clang/Basic/Version.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"

namespace cl = llvm::cl;

namespace torchleak {

namespace {

enum class Format { Text, Json };

/// The options live as long as the parser: made when the command is chosen.
struct CheckOptions {
  cl::SubCommand Sub{"check", "Analyse units and report findings"};
  cl::list<std::string> Paths{cl::Positional, cl::sub(Sub),
                              cl::desc("[files or directories...]")};
  cl::opt<std::string> Build{
      "p", cl::sub(Sub), cl::value_desc("build"),
      cl::desc("Build directory with compile_commands.json, or that file")};
  cl::opt<Profile> Show{"profile", cl::sub(Sub),
                        cl::desc("How sure a finding has to be"),
                        cl::values(clEnumValN(Profile::Default, "default",
                                              "definite and likely findings"),
                                   clEnumValN(Profile::Strict, "strict",
                                              "possible findings as well"))};
  cl::opt<Format> As{
      "format", cl::sub(Sub), cl::desc("How findings are written"),
      cl::init(Format::Text),
      cl::values(clEnumValN(Format::Text, "text", "as compilers do (default)"),
                 clEnumValN(Format::Json, "json",
                            "JSON, schema torchleak-findings/1"))};
  cl::opt<std::string> Output{
      "o", cl::sub(Sub), cl::value_desc("file"), cl::init("-"),
      cl::desc("Write findings to a file, which is replaced as a whole")};
  cl::opt<std::string> Rules{
      "rules", cl::sub(Sub), cl::value_desc("globs"),
      cl::desc("Rules to run, as clang-tidy's --checks: a,b*,-c")};
  cl::list<std::string> Options{
      "option", cl::sub(Sub), cl::value_desc("name=value"),
      cl::desc("Set an option of all rules, or <rule>.<name> of one")};
  cl::opt<unsigned> Jobs{"j",
                         cl::sub(Sub),
                         cl::Prefix,
                         cl::init(0),
                         cl::value_desc("n"),
                         cl::desc("Units at once (default: all cores)")};
  cl::opt<std::string> ChangedSince{
      "changed-since", cl::sub(Sub), cl::value_desc("rev"),
      cl::desc("Only units that what changed since a git revision can affect")};
  cl::opt<std::string> CacheDir{
      "cache-dir", cl::sub(Sub), cl::value_desc("dir"),
      cl::desc("Where results and parsed headers are kept (default: "
               "$TORCHLEAK_CACHE_DIR, or torchleak in the user's cache "
               "directory)")};
  cl::opt<bool> NoCache{"no-cache", cl::sub(Sub),
                        cl::desc("Keep nothing, and use nothing kept")};
  cl::opt<unsigned> CacheSize{
      "cache-size", cl::sub(Sub), cl::value_desc("MB"), cl::init(2048),
      cl::desc("Remove what was not used for longest above this size "
               "(default: 2048)")};
  cl::opt<unsigned> MemoryLimit{
      "memory", cl::sub(Sub), cl::value_desc("MB"), cl::init(0),
      cl::desc("For all units at once; at least one is analysed (default: "
               "what the machine has)")};
  cl::opt<bool> AllUnits{
      "all-units", cl::sub(Sub),
      cl::desc("Parse units, too, that never include a libtorch header")};
  cl::opt<bool> NoSharedHeaders{
      "no-shared-headers", cl::sub(Sub),
      cl::desc("Parse the library headers of each unit again")};
  cl::opt<bool> NoLink{
      "no-link", cl::sub(Sub),
      cl::desc("Analyse units one by one, as clang-tidy and clangd do, instead "
               "of the programs that they form")};
  cl::opt<bool> VerifySharedHeaders{
      "verify-shared-headers", cl::sub(Sub),
      cl::desc("Analyse each unit with and without shared headers and name "
               "those whose findings differ")};
  cl::opt<bool> Quiet{"quiet", cl::sub(Sub),
                      cl::desc("No summary after the findings")};
  cl::opt<bool> ThroughFacts{
      "through-facts", cl::sub(Sub), cl::Hidden,
      cl::desc("Write each unit's facts and read them back before they are "
               "analysed; findings stay the same")};
  cl::opt<bool> PrintFacts{
      "print-facts", cl::sub(Sub), cl::Hidden,
      cl::desc("Print what was read from each unit; with --no-cache")};
  cl::opt<bool> Stats{"stats", cl::sub(Sub),
                      cl::desc("Say what was done and how long it took")};
};

} // namespace

static const char Overview[] =
    "Analyses the units of a compilation database and reports what keeps more "
    "and more memory.\n\n"
    "Without paths all units are analysed. Compiler flags may stand after "
    "'--' instead of a database.\n";

static llvm::Expected<std::vector<Unit>>
findUnits(const CheckOptions &Opts,
          const std::optional<std::vector<std::string>> &Flags) {
  std::vector<std::string> Paths(Opts.Paths.begin(), Opts.Paths.end());
  if (Flags) {
    if (Opts.Build.getNumOccurrences())
      return llvm::createStringError(
          "-p and compiler flags after '--' exclude each other");
    return unitsWithFlags(Paths, *Flags);
  }
  auto Database = loadDatabase(Opts.Build);
  if (!Database)
    return Database.takeError();
  return selectUnits(**Database, Paths);
}

static llvm::Error write(const Report &R, const CheckOptions &Opts,
                         llvm::StringRef Base) {
  auto Write = [&](llvm::raw_ostream &OS) {
    if (Opts.As == Format::Json)
      writeJson(R, Base, OS);
    else
      writeText(R, Base, OS);
  };
  if (Opts.Output != "-") {
    if (llvm::Error Error = writeWholeFile(Opts.Output, Write))
      return llvm::createStringError("cannot write '" + Opts.Output +
                                     "': " + llvm::toString(std::move(Error)));
    return llvm::Error::success();
  }
  Write(llvm::outs());
  llvm::outs().flush();
  if (llvm::outs().has_error()) {
    std::error_code Code = llvm::outs().error();
    llvm::outs().clear_error();
    return llvm::createStringError(Code, "cannot write to standard output: " +
                                             Code.message());
  }
  return llvm::Error::success();
}

static void warn(const llvm::Twine &Text) {
  llvm::errs() << "torchleak: warning: " << Text << "\n";
}

/// Null without a cache. A folder that the user names has to be usable.
static llvm::Expected<std::unique_ptr<CacheStore>>
openCache(const CheckOptions &Opts) {
  if (Opts.NoCache)
    return nullptr;
  std::string Named = Opts.CacheDir;
  if (!Opts.CacheDir.getNumOccurrences())
    Named = llvm::sys::Process::GetEnv("TORCHLEAK_CACHE_DIR").value_or("");
  auto Cache =
      CacheStore::open(Named.empty() ? defaultCacheFolder()
                                     : absolutePath(Named, currentDirectory()),
                       uint64_t(Opts.CacheSize) << 20);
  if (Cache || !Named.empty())
    return Cache;
  warn(llvm::toString(Cache.takeError()) + "; nothing is kept for later runs");
  return nullptr;
}

/// Results of another build of the program are not this one's.
static std::string programIdentity(llvm::StringRef Executable) {
  auto File = llvm::MemoryBuffer::getFile(Executable, /*IsText=*/false,
                                          /*RequiresNullTerminator=*/false);
  return (File ? contentHash((*File)->getBuffer()) : "") +
         clang::getClangFullRepositoryVersion();
}

/// Here, or where the units are when this is no repository.
static std::string repositoryFor(llvm::ArrayRef<Unit> Units,
                                 const CheckSettings &Check) {
  if (!projectRoot(Check.WorkingDirectory + "/-").empty() || Units.empty())
    return Check.WorkingDirectory;
  return llvm::sys::path::parent_path(Units.front().File).str();
}

static int check(const CheckOptions &Opts, llvm::StringRef Executable,
                 const std::optional<std::vector<std::string>> &Flags) {
  CommandLineSettings Settings;
  auto Rules = chooseRules(Opts.Rules);
  if (!Rules)
    return reportWrongUse(Rules.takeError());
  Settings.Rules = *Rules;
  if (Opts.Show.getNumOccurrences())
    Settings.Show = Opts.Show;
  Settings.ThroughFacts = Opts.ThroughFacts;
  Settings.PrintFacts = Opts.PrintFacts;
  Settings.Options.assign(Opts.Options.begin(), Opts.Options.end());
  auto Reader = SettingsReader::create(std::move(Settings));
  if (!Reader)
    return reportWrongUse(Reader.takeError());
  std::optional<std::string> ResourceDir = findResourceDir(Executable);
  if (!ResourceDir)
    return reportWrongUse(
        llvm::createStringError(missingResourceDirText(Executable)));
  auto Units = findUnits(Opts, Flags);
  if (!Units)
    return reportWrongUse(Units.takeError());

  CheckSettings Check;
  Check.WorkingDirectory = currentDirectory();
  Check.ResourceDir = *ResourceDir;
  Check.Jobs = Opts.Jobs;
  Check.MemoryLimit = uint64_t(Opts.MemoryLimit) << 20;
  Check.ShareHeaders = !Opts.NoSharedHeaders;
  Check.VerifySharedHeaders = Opts.VerifySharedHeaders;
  Check.WithoutTorch = Opts.AllUnits;
  Check.Link = !Opts.NoLink && !Opts.VerifySharedHeaders;
  if (Opts.ChangedSince.getNumOccurrences()) {
    auto Changed =
        filesChangedSince(Opts.ChangedSince, repositoryFor(*Units, Check));
    if (!Changed)
      return reportWrongUse(Changed.takeError());
    Check.Changed = std::move(*Changed);
  }
  auto Cache = openCache(Opts);
  if (!Cache)
    return reportWrongUse(Cache.takeError());
  Check.Cache = Cache->get();
  if (Check.Cache)
    Check.Program = programIdentity(Executable);

  std::vector<UnitTask> Tasks;
  unsigned Skipped = 0;
  for (Unit &U : *Units) {
    if (U.Skipped) {
      ++Skipped;
      continue;
    }
    auto UnitSettings = Reader->read(U.File);
    if (!UnitSettings)
      return reportWrongUse(UnitSettings.takeError());
    Tasks.push_back({std::move(U), std::move(*UnitSettings)});
  }

  const std::string &Base = Check.WorkingDirectory;
  std::vector<std::string> Complaints;
  Report R = checkUnits(Tasks, Check, Complaints);
  R.Skipped = Skipped;
  if (llvm::Error Error = write(R, Opts, Base))
    return reportWrongUse(std::move(Error));
  for (const std::string &Complaint : Complaints)
    llvm::errs() << Complaint << "\n";
  if (Check.Cache && !Check.Cache->problem().empty())
    warn(Check.Cache->problem());
  if (!Opts.Quiet)
    writeSummary(R, Base);
  if (Opts.Stats)
    writeStatistics(R);
  ExitCode Code = !R.Failed.empty()    ? UnitsFailed
                  : R.Findings.empty() ? NothingFound
                                       : FindingsReported;
  if (R.Crashed)
    llvm::sys::Process::Exit(Code, /*NoCleanup=*/true);
  return Code;
}

int checkCommand(int ArgC, const char **ArgV, llvm::StringRef Executable) {
  static CheckOptions Opts;
  std::vector<const char *> Arguments(ArgV, ArgV + ArgC);
  std::optional<std::vector<std::string>> Flags;
  auto Dashes = llvm::find_if(
      Arguments, [](llvm::StringRef Argument) { return Argument == "--"; });
  if (Dashes != Arguments.end()) {
    Flags.emplace(Dashes + 1, Arguments.end());
    Arguments.erase(Dashes, Arguments.end());
  }
  if (!cl::ParseCommandLineOptions(static_cast<int>(Arguments.size()),
                                   Arguments.data(), Overview, &llvm::errs()))
    return WrongUse;
  return check(Opts, Executable, Flags);
}

} // namespace torchleak
