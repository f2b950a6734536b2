//===- CheckPrograms.cpp - Findings of linked programs --------------------===//

#include "frontend/command/CheckPrograms.h"
#include "frontend/command/CollectFindings.h"
#include "frontend/command/Paths.h"
#include "frontend/command/RunSafely.h"
#include "frontend/command/TextSources.h"
#include "link/Linker.h"
#include "link/Programs.h"
#include "program/Serialize.h"
#include "clang/Basic/LangOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"
#include <map>
#include <mutex>
#include <tuple>

namespace torchleak {

namespace {

/// What the spots of a program count.
struct SpotTables {
  std::vector<std::string> Files;
  std::vector<std::vector<MacroUse>> Expansions;
};

class ProgramsCheck {
public:
  ProgramsCheck(std::vector<ProgramUnit> Given, llvm::DefaultThreadPool &Pool,
                llvm::function_ref<void(size_t)> Formed)
      : Units(std::move(Given)), Pool(Pool), Formed(Formed), Read(Units.size()),
        Symbols(Units.size()) {}

  ProgramsOutcome run();

private:
  /// What the rules of one set of options get to see.
  void runSet(unsigned Set);
  void readFacts(unsigned Index, unsigned Set);
  void noteBroken(const Unit &U);
  bool isIncomplete(const ProgramUnits &Program) const;
  void check(const ProgramUnits &Program, unsigned Set, ProgramsOutcome &Part);
  /// The findings at home in one unit, as its settings want them.
  void collect(unsigned Home, unsigned Set, std::vector<Finding> Findings,
               const SpotTables &Spots, ProgramsOutcome &Part) const;

  std::vector<ProgramUnit> Units;
  llvm::DefaultThreadPool &Pool;
  llvm::function_ref<void(size_t)> Formed;
  /// Of the present set; invalid where there are none.
  std::vector<std::optional<UnitFacts>> Read;
  std::vector<UnitSymbols> Symbols;
  /// Targets with a unit that is missing. Which program a unit without target
  /// belongs to is not known; its absence is not held against any.
  llvm::StringSet<> Broken;
  std::mutex Lock;
  ProgramsOutcome Whole;
};

} // namespace

void ProgramsCheck::readFacts(unsigned Index, unsigned Set) {
  const ProgramUnit &U = Units[Index];
  Read[Index].reset();
  Symbols[Index] = {};
  if (Set >= U.Facts.size())
    return;
  llvm::Expected<UnitFacts> Facts = torchleak::readFacts(U.Facts[Set]);
  if (!Facts) {
    std::lock_guard<std::mutex> Guard(Lock);
    Whole.Failed.push_back({U.Source->File, llvm::toString(Facts.takeError())});
    noteBroken(*U.Source);
    return;
  }
  const std::string Root = projectRoot(U.Source->File);
  for (std::string &File : Facts->Files)
    File = pathFromKept(File, Root);
  Symbols[Index] = UnitSymbols::of(*Facts, U.Source->Targets);
  Read[Index] = std::move(*Facts);
}

void ProgramsCheck::noteBroken(const Unit &U) {
  for (const std::string &Target : U.Targets)
    Broken.insert(Target);
}

bool ProgramsCheck::isIncomplete(const ProgramUnits &Program) const {
  return llvm::any_of(Program.Units, [&](unsigned U) {
    return llvm::any_of(Symbols[U].Targets, [&](llvm::StringRef Target) {
      return Broken.contains(Target);
    });
  });
}

void ProgramsCheck::check(const ProgramUnits &Program, unsigned Set,
                          ProgramsOutcome &Part) {
  Linker Link;
  Profile Show = Profile::Default;
  {
    PhaseTimer Timer(Part.Statistics.Seconds, "link");
    for (unsigned U : Program.Units) {
      if (Read[U])
        Link.add(*Read[U]);
      for (const EnabledRule &Rule : Units[U].Settings->Rules)
        Show = std::max(Show, Rule.Opts.Show);
    }
  }
  UnitFacts Facts = Link.take();
  // Whoever is not in sight may call, empty, or hold a guard.
  if (Facts.HasMain && isIncomplete(Program)) {
    Facts.HasMain = false;
    ++Part.Incomplete;
  }
  const SpotTables Spots{Facts.Files, Facts.Expansions};
  std::vector<Finding> Findings =
      analyzeFacts(std::move(Facts), Show, Part.Statistics);
  // A finding is at home in the unit whose file it is in, else in the first
  // that includes that file.
  std::map<unsigned, std::vector<Finding>> ByHome;
  for (Finding &F : Findings) {
    const std::string &File = Spots.Files[F.Loc.File];
    auto isOf = [&](unsigned U) { return Units[U].Source->File == File; };
    auto includes = [&](unsigned U) {
      return Read[U] && llvm::is_contained(Read[U]->Files, File);
    };
    auto Home = llvm::find_if(Program.Units, isOf);
    if (Home == Program.Units.end())
      Home = llvm::find_if(Program.Units, includes);
    if (Home != Program.Units.end())
      ByHome[*Home].push_back(std::move(F));
  }
  for (auto &[Home, Here] : ByHome)
    collect(Home, Set, std::move(Here), Spots, Part);
}

void ProgramsCheck::collect(unsigned Home, unsigned Set,
                            std::vector<Finding> Findings,
                            const SpotTables &Tables,
                            ProgramsOutcome &Part) const {
  const ProgramUnit &U = Units[Home];
  const std::vector<Options> Sets = optionSets(U.Settings->Rules);
  if (Set >= Sets.size())
    return;
  llvm::erase_if(Findings, [&](const Finding &F) {
    return llvm::none_of(U.Settings->Rules, [&](const EnabledRule &Rule) {
      return Rule.Name == F.Rule && Rule.Opts == Sets[Set] &&
             (F.How != Confidence::Possible ||
              Rule.Opts.Show != Profile::Default);
    });
  });
  llvm::stable_sort(Findings, [](const Finding &A, const Finding &B) {
    return A.Loc < B.Loc;
  });
  TextSources Texts(U.Source->File);
  for (const std::string &File :
       Texts.read(Findings, Tables.Files, Tables.Expansions))
    Part.Complaints.push_back(File + ": cannot be read any more; findings "
                                     "that speak of it are left out");
  SpotMap Spots = Texts.spots();
  clang::LangOptions Language;
  Language.CPlusPlus = true;
  llvm::append_range(Part.Findings,
                     collectFindings(Texts.sources(), Language, *U.Source,
                                     U.Settings->Tidy, Findings, Spots,
                                     Part.Complaints));
}

/// What several programs say of one place, the one says that is most sure.
static void sayOnce(std::vector<ProgramsOutcome> &Parts) {
  using Place = std::tuple<std::string, unsigned, unsigned, std::string>;
  auto placeOf = [](const ReportedFinding &F) {
    return Place(F.At.File, F.At.Line, F.At.Column, F.Rule);
  };
  std::map<Place, std::pair<Confidence, const ProgramsOutcome *>> Surest;
  for (const ProgramsOutcome &Part : Parts)
    for (const ReportedFinding &F : Part.Findings) {
      auto [It, New] = Surest.try_emplace(placeOf(F), F.How, &Part);
      if (!New && F.How > It->second.first)
        It->second = {F.How, &Part};
    }
  for (ProgramsOutcome &Part : Parts)
    llvm::erase_if(Part.Findings, [&](const ReportedFinding &F) {
      return Surest[placeOf(F)].second != &Part;
    });
}

void ProgramsCheck::runSet(unsigned Set) {
  for (unsigned I = 0; I != Units.size(); ++I)
    Pool.async([this, I, Set] { readFacts(I, Set); });
  Pool.wait();
  const std::vector<ProgramUnits> Programs = formPrograms(Symbols);
  Formed(Programs.size());
  std::vector<ProgramsOutcome> Parts(Programs.size());
  for (auto [Program, Part] : llvm::zip_equal(Programs, Parts))
    Pool.async([this, &Program = Program, &Part = Part, Set] {
      if (runSafely([&] { check(Program, Set, Part); }))
        return;
      Part = {};
      Part.Crashed = true;
      const std::string &First = Units[Program.Units.front()].Source->File;
      Part.Failed.push_back(
          {First, "the analysis of its program crashed; please report this"});
    });
  Pool.wait();
  sayOnce(Parts);
  if (Set == 0)
    Whole.Programs = Programs.size();
  for (ProgramsOutcome &Part : Parts) {
    llvm::append_range(Whole.Findings, Part.Findings);
    llvm::append_range(Whole.Complaints, Part.Complaints);
    llvm::append_range(Whole.Failed, Part.Failed);
    Whole.Crashed |= Part.Crashed;
    Whole.Statistics.UnknownCalls += Part.Statistics.UnknownCalls;
    Whole.Statistics.Seconds.add(Part.Statistics.Seconds);
    for (const auto &[Name, Hits] : Part.Statistics.Budgets)
      Whole.Statistics.Budgets[Name] += Hits;
    if (Set == 0)
      Whole.Incomplete += Part.Incomplete;
  }
}

ProgramsOutcome ProgramsCheck::run() {
  size_t Sets = 0;
  for (const ProgramUnit &U : Units) {
    Sets = std::max(Sets, U.Facts.size());
    if (U.Facts.empty())
      noteBroken(*U.Source);
  }
  for (unsigned Set = 0; Set != Sets; ++Set)
    runSet(Set);
  llvm::sort(Whole.Failed, [](const FailedUnit &A, const FailedUnit &B) {
    return A.File < B.File;
  });
  return std::move(Whole);
}

ProgramsOutcome checkPrograms(std::vector<ProgramUnit> Units,
                              llvm::DefaultThreadPool &Pool,
                              llvm::function_ref<void(size_t)> Formed) {
  return ProgramsCheck(std::move(Units), Pool, Formed).run();
}

} // namespace torchleak
