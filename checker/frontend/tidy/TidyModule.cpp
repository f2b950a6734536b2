//===- TidyModule.cpp - Every rule as a clang-tidy check ------------------===//
//
// Linked into libtorchleak-tidy.so and torchleak-clangd.
//
//===----------------------------------------------------------------------===//

#include "clang-tidy/ClangTidyModule.h"
#include "driver/Rule.h"
#include "frontend/tidy/RuleOptions.h"
#include "frontend/tidy/SharedAnalysis.h"

using namespace clang::tidy;

namespace torchleak {

namespace {

/// A rule as clang-tidy sees it: a name and options. The work is shared.
class RuleCheck : public ClangTidyCheck {
public:
  RuleCheck(llvm::StringRef Name, ClangTidyContext *Context)
      : ClangTidyCheck(Name, Context), Name(Name),
        Opts(readRuleOptions(Options)), Shared(SharedAnalysis::of(*Context)) {}

  bool
  isLanguageVersionSupported(const clang::LangOptions &Lang) const override {
    return Lang.CPlusPlus;
  }
  void storeOptions(ClangTidyOptions::OptionMap &Map) override {
    storeRuleOptions(Options, Opts, Map);
  }
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override {
    Shared->add(Name, Opts, *Finder);
  }

private:
  std::string Name;
  torchleak::Options Opts;
  std::shared_ptr<SharedAnalysis> Shared;
};

class TorchLeakModule : public ClangTidyModule {
public:
  void addCheckFactories(ClangTidyCheckFactories &Factories) override {
    for (const RuleRegistry::entry &Rule : RuleRegistry::entries())
      Factories.registerCheck<RuleCheck>(Rule.getName());
  }
};

} // namespace

static ClangTidyModuleRegistry::Add<TorchLeakModule>
    X("torchleak-module", "Memory growth in programs that use libtorch.");

} // namespace torchleak
