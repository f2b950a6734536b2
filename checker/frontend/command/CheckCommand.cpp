//===- CheckCommand.cpp - torchleak check ---------------------------------===//

#include "frontend/ResourceDir.h"
#include "frontend/command/CheckUnits.h"
#include "frontend/command/Commands.h"
#include "frontend/command/Paths.h"
#include "frontend/command/ReportWriters.h"
#include "frontend/command/RuleSelection.h"
#include "frontend/command/UnitSelection.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Format.h"
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
  cl::opt<bool> Quiet{"quiet", cl::sub(Sub),
                      cl::desc("No summary after the findings")};
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

static std::string plural(size_t Count, llvm::StringRef Word) {
  return std::to_string(Count) + " " + Word.str() + (Count == 1 ? "" : "s");
}

static void writeSummary(const Report &R, llvm::StringRef Base) {
  llvm::raw_ostream &OS = llvm::errs();
  for (const FailedUnit &U : R.Failed)
    OS << relativeBelow(U.File, Base) << ": not analysed: " << U.Reason << "\n";
  OS << plural(R.Findings.size(), "finding") << " in "
     << plural(R.Analyzed, "unit");
  if (!R.Failed.empty())
    OS << ", " << plural(R.Failed.size(), "unit") << " not analysed";
  if (R.Skipped)
    OS << ", " << R.Skipped << " skipped (not C++)";
  OS << "\n";
  if (R.BudgetHits)
    OS << plural(R.BudgetHits, "function") << " over the budget\n";
  if (R.DroppedFlags.empty())
    return;
  OS << plural(R.DroppedFlags.size(), "unknown compiler flag") << " dropped:";
  for (const auto &[Flag, Units] : R.DroppedFlags)
    OS << " " << Flag << " (" << plural(Units, "unit") << ")";
  OS << "\n";
}

static void writeStatistics(const Report &R) {
  llvm::errs() << llvm::format("%u functions, %u calls of unknown effect\n",
                               R.Functions, R.UnknownCalls)
               << llvm::format("parse %.2f s, analysis %.2f s (sums over "
                               "units), wall %.2f s\n",
                               R.ParseSeconds, R.AnalysisSeconds,
                               R.WallSeconds);
}

static llvm::Error write(const Report &R, const CheckOptions &Opts,
                         llvm::StringRef Base) {
  auto Write = [&](llvm::raw_ostream &OS) {
    if (Opts.As == Format::Json)
      writeJson(R, Base, OS);
    else
      writeText(R, Base, OS);
    return llvm::Error::success();
  };
  if (Opts.Output != "-")
    // Through a temporary file: nobody sees half of it.
    return llvm::writeToOutput(Opts.Output, Write);
  llvm::Error Error = Write(llvm::outs());
  llvm::outs().flush();
  if (llvm::outs().has_error()) {
    std::error_code Code = llvm::outs().error();
    llvm::outs().clear_error();
    return llvm::createStringError(Code, "cannot write to standard output: " +
                                             Code.message());
  }
  return Error;
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

  std::string Base = currentDirectory();
  std::vector<std::string> Complaints;
  Report R = checkUnits(Tasks, Opts.Jobs, *ResourceDir, Base, Complaints);
  R.Skipped = Skipped;
  if (llvm::Error Error = write(R, Opts, Base))
    return reportWrongUse(std::move(Error));
  for (const std::string &Complaint : Complaints)
    llvm::errs() << Complaint << "\n";
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
