//===- AnalyzeFile.cpp - From a unit's command to its findings ------------===//

#include "frontend/command/AnalyzeFile.h"
#include "frontend/command/CollectFindings.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Path.h"
#include <chrono>

using namespace clang;

namespace torchleak {

namespace {

double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

/// Keeps the first error of a compilation, as text.
class FirstError : public DiagnosticConsumer {
public:
  void HandleDiagnostic(DiagnosticsEngine::Level Level,
                        const Diagnostic &Info) override {
    DiagnosticConsumer::HandleDiagnostic(Level, Info);
    if (Level < DiagnosticsEngine::Error || !Text.empty())
      return;
    llvm::SmallString<128> Message;
    Info.FormatDiagnostic(Message);
    llvm::raw_string_ostream OS(Text);
    if (Info.hasSourceManager() && Info.getLocation().isValid()) {
      PresumedLoc Place = Info.getSourceManager().getPresumedLoc(
          Info.getSourceManager().getExpansionLoc(Info.getLocation()));
      if (Place.isValid())
        OS << Place.getFilename() << ':' << Place.getLine() << ':'
           << Place.getColumn() << ": ";
    }
    OS << "error: " << Message;
    for (unsigned I = 0; I < Info.getNumArgs(); ++I)
      if (Info.getArgKind(I) == DiagnosticsEngine::ak_std_string)
        Arguments.push_back(Info.getArgStdStr(I));
      else if (Info.getArgKind(I) == DiagnosticsEngine::ak_c_string)
        Arguments.push_back(Info.getArgCStr(I));
  }

  std::string Text;
  /// What the error is about, where it names something.
  std::vector<std::string> Arguments;
};

/// Hands the finished AST to the rules.
class UnitConsumer : public ASTConsumer {
public:
  UnitConsumer(CompilerInstance &CI, const Unit &U,
               const UnitSettings &Settings, UnitOutcome &Outcome)
      : CI(CI), U(U), Settings(Settings), Outcome(Outcome) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    return CI.getSourceManager().isInSystemHeader(D->getLocation());
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    if (CI.getDiagnostics().hasErrorOccurred())
      return;
    // Questions about parents then need not look through all of libtorch.
    Context.setTraversalScope(userDeclarations(Context));
    double Start = now();
    UnitResult Result = analyzeRules(Context, Settings.Rules);
    Outcome.AnalysisSeconds = now() - Start;
    Outcome.Statistics = Result.Statistics;
    Outcome.Findings = collectFindings(CI, U, Settings.Tidy, Result.Findings,
                                       Outcome.Complaints);
  }

private:
  CompilerInstance &CI;
  const Unit &U;
  const UnitSettings &Settings;
  UnitOutcome &Outcome;
};

class UnitAction : public ASTFrontendAction {
public:
  UnitAction(const Unit &U, const UnitSettings &Settings, UnitOutcome &Outcome)
      : U(U), Settings(Settings), Outcome(Outcome) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    return std::make_unique<UnitConsumer>(CI, U, Settings, Outcome);
  }

private:
  const Unit &U;
  const UnitSettings &Settings;
  UnitOutcome &Outcome;
};

} // namespace

/// The driver's arguments of \p U with what `.clang-tidy` adds to them.
static std::vector<std::string>
driverArguments(const Unit &U, const tidy::ClangTidyOptions &Tidy,
                llvm::StringRef ResourceDir) {
  // The driver looks for other headers (libc++) from its own place.
  namespace path = llvm::sys::path;
  llvm::SmallString<256> Clang(ResourceDir);
  path::append(Clang, "..", "..", "..", "bin");
  path::append(Clang, "clang++");
  path::remove_dots(Clang, /*remove_dot_dot=*/true);

  std::vector<std::string> Result = {Clang.str().str()};
  if (Tidy.ExtraArgsBefore)
    llvm::append_range(Result, *Tidy.ExtraArgsBefore);
  for (const std::string &Argument : U.Arguments)
    if (!Tidy.RemovedArgs || !llvm::is_contained(*Tidy.RemovedArgs, Argument))
      Result.push_back(Argument);
  Result.push_back(("-resource-dir=" + ResourceDir).str());
  if (Tidy.ExtraArgs)
    llvm::append_range(Result, *Tidy.ExtraArgs);
  return Result;
}

/// Removes the argument that the driver complained about.
static std::optional<std::string>
removeOffender(std::vector<std::string> &Arguments, const FirstError &Error) {
  for (llvm::StringRef Named : Error.Arguments)
    for (auto It = Arguments.begin() + 1; It < Arguments.end(); ++It) {
      // The source file is the last but for what .clang-tidy adds; no error
      // about it is mended by leaving it out.
      if (!llvm::StringRef(*It).starts_with("-"))
        continue;
      bool IsOffender =
          *It == Named ||
          (Named.starts_with("-") && llvm::StringRef(*It).starts_with(Named) &&
           Named.ends_with("="));
      // "-march=foo" is named by "foo" or by "march=".
      IsOffender |= llvm::StringRef(*It).contains('=') && !Named.empty() &&
                    llvm::StringRef(*It).ends_with(("=" + Named).str());
      if (!IsOffender)
        continue;
      std::string Removed = *It;
      Arguments.erase(It);
      return Removed;
    }
  return std::nullopt;
}

static std::shared_ptr<CompilerInvocation>
makeInvocation(std::vector<std::string> &Arguments,
               const llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> &FS,
               UnitOutcome &Outcome) {
  // A command has few flags that Clang knows and cannot use.
  for (unsigned Try = 0; Try < 20; ++Try) {
    std::vector<const char *> Pointers;
    for (const std::string &Argument : Arguments)
      Pointers.push_back(Argument.c_str());
    FirstError Errors;
    DiagnosticOptions DiagOpts;
    CreateInvocationOptions Opts;
    Opts.Diags = CompilerInstance::createDiagnostics(*FS, DiagOpts, &Errors,
                                                     /*ShouldOwnClient=*/false);
    Opts.VFS = FS;
    std::shared_ptr<CompilerInvocation> Invocation =
        createInvocation(Pointers, Opts);
    if (Invocation && Errors.Text.empty())
      return Invocation;
    std::optional<std::string> Removed = removeOffender(Arguments, Errors);
    if (!Removed) {
      Outcome.Failure =
          Errors.Text.empty() ? "the command cannot be used" : Errors.Text;
      return nullptr;
    }
    Outcome.DroppedFlags.push_back(*Removed);
  }
  Outcome.Failure = "the command has too many flags that Clang cannot use";
  return nullptr;
}

/// Turns off what only a compiler needs.
static void adjust(CompilerInvocation &Invocation) {
  FrontendOptions &Frontend = Invocation.getFrontendOpts();
  Frontend.SkipFunctionBodies = true;
  Frontend.DisableFree = false; // Many units in one process.
  Frontend.Plugins.clear();
  Frontend.AddPluginActions.clear();
  Invocation.getDiagnosticOpts().DiagnosticSerializationFile.clear();
  Invocation.getDiagnosticOpts().VerifyDiagnostics = false;
  Invocation.getDiagnosticOpts().ShowCarets = false; // Nor "1 error generated".
  Invocation.getDependencyOutputOpts() = DependencyOutputOptions();
  Invocation.getPreprocessorOpts().ImplicitPCHInclude.clear();
  Invocation.getLangOpts().SpellChecking = false;
}

UnitOutcome analyzeFile(const Unit &U, const UnitSettings &Settings,
                        llvm::StringRef ResourceDir) {
  UnitOutcome Outcome;
  if (!U.Error.empty()) {
    Outcome.Failure = U.Error;
    return Outcome;
  }
  // Its own file system, because a working directory is not a thread's.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS(
      llvm::vfs::createPhysicalFileSystem().release());
  if (FS->setCurrentWorkingDirectory(U.Directory)) {
    Outcome.Failure = "the directory '" + U.Directory + "' does not exist";
    return Outcome;
  }
  double Start = now();
  std::vector<std::string> Arguments =
      driverArguments(U, Settings.Tidy, ResourceDir);
  std::shared_ptr<CompilerInvocation> Invocation =
      makeInvocation(Arguments, FS, Outcome);
  if (!Invocation)
    return Outcome;
  adjust(*Invocation);

  FirstError Errors;
  {
    CompilerInstance CI(Invocation);
    CI.setVirtualFileSystem(FS);
    CI.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
    CI.createFileManager();
    CI.createSourceManager();
    UnitAction Action(U, Settings, Outcome);
    CI.ExecuteAction(Action);
  }
  if (!Errors.Text.empty())
    Outcome.Failure = Errors.Text;
  Outcome.ParseSeconds = now() - Start - Outcome.AnalysisSeconds;
  return Outcome;
}

} // namespace torchleak
