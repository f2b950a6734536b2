//===- RuleCommands.cpp - torchleak rules, torchleak explain --------------===//

#include "frontend/command/Commands.h"
#include "frontend/command/Evidence.h"
#include "frontend/command/RulePages.h"
#include "frontend/command/RuleSelection.h"
#include "llvm/Support/WithColor.h"

namespace torchleak {

int reportWrongUse(llvm::Error Error) {
  llvm::WithColor::error(llvm::errs(), "torchleak")
      << llvm::toString(std::move(Error)) << "\n";
  return WrongUse;
}

int rulesCommand(int ArgC, const char **ArgV) {
  if (ArgC > 1)
    return reportWrongUse(
        llvm::createStringError("'torchleak rules' takes no argument"));
  size_t Width = 0;
  for (const RuleInfo &Rule : allRules())
    Width = std::max(Width, Rule.Name.size());
  for (const RuleInfo &Rule : allRules()) {
    llvm::outs() << Rule.Name;
    llvm::outs().indent(Width + 2 - Rule.Name.size()) << Rule.Summary << "\n";
  }
  return NothingFound;
}

int explainCommand(int ArgC, const char **ArgV) {
  if (ArgC != 2)
    return reportWrongUse(
        llvm::createStringError("usage: torchleak explain <rule>"));
  llvm::Expected<RuleInfo> Rule = findRule(ArgV[1]);
  if (!Rule)
    return reportWrongUse(Rule.takeError());
  std::optional<llvm::StringRef> Page = rulePage(Rule->Name);
  if (!Page)
    return reportWrongUse(
        llvm::createStringError("'" + Rule->Name + "' has no page"));
  // It shows pictures of the same runs.
  llvm::outs() << Page->split("\n## Measured\n").first
               << confirmations(Rule->Name, evidenceRecords(), fixtureHashes());
  return NothingFound;
}

} // namespace torchleak
