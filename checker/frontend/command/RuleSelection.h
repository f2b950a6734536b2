//===- RuleSelection.h - Which rules, with which options --------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_COMMAND_RULESELECTION_H
#define TORCHLEAK_FRONTEND_COMMAND_RULESELECTION_H

#include "frontend/command/AnalyzeFile.h"
#include "llvm/Support/Error.h"
#include <optional>

namespace torchleak {

struct RuleInfo {
  std::string Name;
  std::string Summary;
};

/// All rules of this build, sorted by name.
std::vector<RuleInfo> allRules();

/// The rule called \p Name, with or without "torchleak-".
llvm::Expected<RuleInfo> findRule(llvm::StringRef Name);

/// Rules that \p Globs choose, in clang-tidy's notation ("a,-b*"), with or
/// without the prefix. A list that starts with '-' takes away from all.
llvm::Expected<std::vector<std::string>> chooseRules(llvm::StringRef Globs);

/// What the command line says; it wins over files.
struct CommandLineSettings {
  std::vector<std::string> Rules;
  std::optional<Profile> Show;
  bool ThroughFacts = false, PrintFacts = false;
  /// "KeepFunctions=a;b", or "<rule>.KeepFunctions=a;b" for one rule.
  std::vector<std::string> Options;
};

/// Reads the settings of units from the `.clang-tidy` files above them, as
/// clang-tidy does.
class SettingsReader {
public:
  /// Fails on an unknown option of the command line.
  static llvm::Expected<SettingsReader> create(CommandLineSettings Settings);

  /// Fails on an option of a file that no rule has, or a wrong value.
  llvm::Expected<UnitSettings> read(llvm::StringRef File);

private:
  explicit SettingsReader(CommandLineSettings Settings)
      : Settings(std::move(Settings)) {}

  CommandLineSettings Settings;
  std::unique_ptr<clang::tidy::ClangTidyOptionsProvider> Provider;
};

} // namespace torchleak

#endif
