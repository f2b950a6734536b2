//===- RuleOptions.cpp - Options as clang-tidy stores them ----------------===//

#include "frontend/tidy/RuleOptions.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang::tidy;

namespace clang::tidy {
template <> struct OptionEnumMapping<torchleak::Profile> {
  static llvm::ArrayRef<std::pair<torchleak::Profile, StringRef>>
  getEnumMapping() {
    static constexpr std::pair<torchleak::Profile, StringRef> Mapping[] = {
        {torchleak::Profile::Default, "default"},
        {torchleak::Profile::Strict, "strict"}};
    return {Mapping};
  }
};
} // namespace clang::tidy

namespace torchleak {

namespace {
struct ListOption {
  llvm::StringLiteral Name;
  std::vector<std::string> Options::*Field;
};
} // namespace

static constexpr ListOption Lists[] = {
    {"TensorTypes", &Options::TensorTypes},
    {"GuardTypes", &Options::GuardTypes},
    {"GuardMacros", &Options::GuardMacros},
    {"KeepFunctions", &Options::KeepFunctions},
    {"ReleaseFunctions", &Options::ReleaseFunctions},
    {"StepFunctions", &Options::StepFunctions}};
static constexpr llvm::StringLiteral ProfileName = "Profile";

llvm::ArrayRef<llvm::StringLiteral> ruleOptionNames() {
  static const std::vector<llvm::StringLiteral> Names = [] {
    std::vector<llvm::StringLiteral> Result;
    for (const ListOption &List : Lists)
      Result.push_back(List.Name);
    Result.push_back(ProfileName);
    return Result;
  }();
  return Names;
}

static std::vector<std::string> splitList(llvm::StringRef Text) {
  std::vector<std::string> Result;
  for (llvm::StringRef Item : llvm::split(Text, ';'))
    if (!Item.trim().empty())
      Result.push_back(Item.trim().str());
  return Result;
}

Options readRuleOptions(const OptionsView &View) {
  Options Opts;
  for (const ListOption &List : Lists)
    Opts.*List.Field = splitList(View.getLocalOrGlobal(List.Name, ""));
  Opts.Show = View.getLocalOrGlobal(ProfileName, Opts.Show);
  return Opts;
}

void storeRuleOptions(const OptionsView &View, const Options &Opts,
                      ClangTidyOptions::OptionMap &Map) {
  for (const ListOption &List : Lists)
    View.store(Map, List.Name,
               llvm::StringRef(llvm::join(Opts.*List.Field, ";")));
  View.store(Map, ProfileName, Opts.Show);
}

} // namespace torchleak
