//===- RuleSelection.cpp - Which rules, with which options ----------------===//

#include "frontend/command/RuleSelection.h"
#include "clang-tidy/GlobList.h"
#include "driver/Rule.h"
#include "frontend/command/Paths.h"
#include "frontend/tidy/RuleOptions.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;
using tidy::ClangTidyOptions;

namespace torchleak {

static constexpr llvm::StringLiteral Prefix = "torchleak-";

std::vector<RuleInfo> allRules() {
  std::vector<RuleInfo> Result;
  for (const RuleRegistry::entry &Rule : RuleRegistry::entries())
    Result.push_back({Rule.getName().str(), Rule.getDesc().str()});
  llvm::sort(Result, [](const RuleInfo &A, const RuleInfo &B) {
    return A.Name < B.Name;
  });
  return Result;
}

static llvm::Error unknownRule(llvm::StringRef Name) {
  std::string Text = "unknown rule '" + Name.str() + "'";
  llvm::StringRef Short = Name;
  Short.consume_front(Prefix);
  unsigned Best = 4; // More edits than that are another word.
  std::string Guess;
  for (const RuleInfo &Rule : allRules()) {
    unsigned Distance =
        llvm::StringRef(Rule.Name)
            .drop_front(Prefix.size())
            .edit_distance(Short, /*AllowReplacements=*/true, Best);
    if (Distance < Best) {
      Best = Distance;
      Guess = Rule.Name;
    }
  }
  if (!Guess.empty())
    Text += "; did you mean '" + Guess + "'?";
  else
    Text += "; 'torchleak rules' lists them";
  return llvm::createStringError(Text);
}

llvm::Expected<RuleInfo> findRule(llvm::StringRef Name) {
  for (const RuleInfo &Rule : allRules())
    if (Rule.Name == Name || Rule.Name == (Prefix + Name).str())
      return Rule;
  return unknownRule(Name);
}

llvm::Expected<std::vector<std::string>> chooseRules(llvm::StringRef Globs) {
  std::string List =
      Globs.ltrim().empty() || Globs.ltrim().starts_with("-") ? "*," : "";
  for (llvm::StringRef Item : llvm::split(Globs, ',')) {
    Item = Item.trim();
    if (Item.empty())
      continue;
    bool Negative = Item.consume_front("-");
    std::string Glob = Item.starts_with(Prefix) || Item.starts_with("*")
                           ? Item.str()
                           : (Prefix + Item).str();
    tidy::GlobList Alone(Glob);
    if (llvm::none_of(allRules(), [&](const RuleInfo &Rule) {
          return Alone.contains(Rule.Name);
        }))
      return unknownRule(Item);
    List += (Negative ? "-" : "") + Glob + ",";
  }
  tidy::GlobList Choice(llvm::StringRef(List).rtrim(','));
  std::vector<std::string> Result;
  for (const RuleInfo &Rule : allRules())
    if (Choice.contains(Rule.Name))
      Result.push_back(Rule.Name);
  if (Result.empty())
    return llvm::createStringError("'" + Globs + "' leaves no rule");
  return Result;
}

/// Is \p Key ("<rule>.<option>", or "<option>" for all rules) an option?
static bool isKnownOption(llvm::StringRef Key) {
  auto [Name, Option] = Key.split('.');
  if (Option.empty())
    return llvm::is_contained(ruleOptionNames(), Name);
  auto IsNamed = [Name = Name](const RuleInfo &Rule) {
    return Rule.Name == Name;
  };
  return llvm::is_contained(ruleOptionNames(), Option) &&
         llvm::any_of(allRules(), IsNamed);
}

llvm::Expected<SettingsReader>
SettingsReader::create(CommandLineSettings Settings) {
  ClangTidyOptions Override;
  Override.Checks = "-*,torchleak-*";
  for (llvm::StringRef Option : Settings.Options) {
    auto [Key, Value] = Option.split('=');
    if (!Option.contains('='))
      return llvm::createStringError("'" + Option +
                                     "' is not of the form <name>=<value>");
    std::string Name = Key.trim().str();
    if (llvm::StringRef(Name).contains('.') &&
        !llvm::StringRef(Name).starts_with(Prefix))
      Name = (Prefix + Name).str();
    if (!isKnownOption(Name))
      return llvm::createStringError("unknown option '" + Name + "'");
    Override.CheckOptions[Name] =
        ClangTidyOptions::ClangTidyValue(Value.trim(), /*Priority=*/10000);
  }
  SettingsReader Reader(std::move(Settings));
  Reader.Provider = std::make_unique<tidy::FileOptionsProvider>(
      tidy::ClangTidyGlobalOptions(), ClangTidyOptions::getDefaults(),
      Override);
  return Reader;
}

namespace {
/// Turns what an option view says about wrong values into an error.
class ComplaintCollector : public DiagnosticConsumer {
public:
  void HandleDiagnostic(DiagnosticsEngine::Level,
                        const Diagnostic &Info) override {
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    if (Text.empty())
      Text = Message.str().str();
  }
  std::string Text;
};
} // namespace

llvm::Expected<UnitSettings> SettingsReader::read(llvm::StringRef File) {
  UnitSettings Result;
  Result.Tidy = Provider->getOptions(File);
  // Names without a rule may belong to other checks; a rule's name may not.
  for (const auto &Entry : Result.Tidy.CheckOptions)
    if (Entry.first().starts_with(Prefix) && !isKnownOption(Entry.first()))
      return llvm::createStringError("unknown option '" + Entry.first() +
                                     "' in the .clang-tidy file of '" + File +
                                     "'");

  tidy::ClangTidyContext Context(std::make_unique<tidy::DefaultOptionsProvider>(
      tidy::ClangTidyGlobalOptions(), Result.Tidy));
  ComplaintCollector Complaints;
  auto DiagOpts = std::make_unique<DiagnosticOptions>();
  DiagnosticsEngine Engine(DiagnosticIDs::create(), *DiagOpts, &Complaints,
                           /*ShouldOwnClient=*/false);
  Context.setDiagnosticsEngine(std::move(DiagOpts), &Engine);
  Context.setCurrentFile(File);
  for (const std::string &Rule : Settings.Rules) {
    OptionsView View(Rule, Context.getOptions().CheckOptions, &Context);
    Result.Rules.push_back({Rule, readRuleOptions(View)});
    if (Settings.Show)
      Result.Rules.back().Opts.Show = *Settings.Show;
    Result.Rules.back().Opts.ThroughFacts = Settings.ThroughFacts;
    Result.Rules.back().Opts.PrintFacts = Settings.PrintFacts;
  }
  if (!Complaints.Text.empty())
    return llvm::createStringError(Complaints.Text + " (for '" + File + "')");
  return Result;
}

} // namespace torchleak
