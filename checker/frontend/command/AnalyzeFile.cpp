//===- AnalyzeFile.cpp - From a unit's command to its findings ------------===//

#include "frontend/command/AnalyzeFile.h"
#include "driver/AnalyzeUnit.h"
#include "frontend/command/CollectFindings.h"
#include "frontend/command/FirstError.h"
#include "frontend/command/Paths.h"
#include "frontend/headers/IncludedNames.h"
#include "frontend/headers/LibraryBodies.h"
#include "program/Serialize.h"
#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Lex/Preprocessor.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/VirtualFileSystem.h"
#include <chrono>

using namespace clang;

namespace torchleak {

/// What was read from files, but for those of the shared header, with hashes
/// of what was read and not of what is there by now.
static std::vector<FileRead> filesRead(const CompilerInstance &CI,
                                       llvm::StringRef Directory) {
  std::vector<FileRead> Result;
  SourceManager &Sources = CI.getSourceManager();
  for (auto It = Sources.fileinfo_begin(), End = Sources.fileinfo_end();
       It != End; ++It) {
    auto Buffer = Sources.getMemoryBufferForFileOrNone(It->first);
    Result.push_back({absolutePath(It->first.getName(), Directory),
                      Buffer ? contentHash(Buffer->getBuffer()) : ""});
  }
  llvm::sort(Result);
  return Result;
}

namespace {

double now() {
  using namespace std::chrono;
  return duration<double>(steady_clock::now().time_since_epoch()).count();
}

/// Hands the finished AST to the rules.
class UnitConsumer : public ASTConsumer {
public:
  UnitConsumer(CompilerInstance &CI, const Unit &U,
               const UnitSettings &Settings, Wanted What, UnitOutcome &Outcome)
      : CI(CI), U(U), Settings(Settings), What(What), Outcome(Outcome) {}

  bool shouldSkipFunctionBody(Decl *D) override {
    return isLibraryBody(CI.getSourceManager(), D);
  }

  void HandleTranslationUnit(ASTContext &Context) override {
    Outcome.Files = filesRead(CI, U.Directory);
    if (CI.getDiagnostics().hasErrorOccurred())
      return;
    // Questions about parents then need not look through all of libtorch.
    Context.setTraversalScope(
        userDeclarations(Context, Preparsed::LibrariesOnly));
    double Start = now();
    SpotMap Spots(CI.getSourceManager());
    if (What == Wanted::Facts) {
      takeDown(Context, Spots);
      Outcome.AnalysisSeconds = now() - Start;
      return;
    }
    UnitResult Result = analyzeRules(Context, Settings.Rules, Spots);
    Outcome.AnalysisSeconds = now() - Start;
    Outcome.Statistics = Result.Statistics;
    Outcome.Findings = collectFindings(CI.getSourceManager(), CI.getLangOpts(),
                                       U, Settings.Tidy, Result.Findings, Spots,
                                       Outcome.Complaints);
  }

private:
  void takeDown(ASTContext &Context, SpotMap &Spots) {
    const std::string Root = projectRoot(U.File);
    std::vector<Options> Sets = optionSets(Settings.Rules);
    // Nothing is reported here, but other units of the program rest on it.
    if (Sets.empty())
      Sets.emplace_back();
    for (const Options &Opts : Sets) {
      UnitStatistics Statistics;
      UnitFacts Facts = extractFacts(Context, Opts, Spots, Statistics);
      for (std::string &File : Facts.Files)
        File = keptPath(absolutePath(File, U.Directory), Root);
      Outcome.Facts.push_back(writeFacts(Facts));
      if (Outcome.Facts.size() == 1)
        Outcome.Statistics = Statistics;
    }
  }

  CompilerInstance &CI;
  const Unit &U;
  const UnitSettings &Settings;
  Wanted What;
  UnitOutcome &Outcome;
};

class UnitAction : public ASTFrontendAction {
public:
  UnitAction(const Unit &U, const UnitSettings &Settings, Wanted What,
             UnitOutcome &Outcome)
      : U(U), Settings(Settings), What(What), Outcome(Outcome) {}

  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &CI,
                                                 llvm::StringRef) override {
    CI.getPreprocessor().addPPCallbacks(
        std::make_unique<IncludedNames>(Outcome.IncludedNames));
    return std::make_unique<UnitConsumer>(CI, U, Settings, What, Outcome);
  }

private:
  const Unit &U;
  const UnitSettings &Settings;
  Wanted What;
  UnitOutcome &Outcome;
};

} // namespace

UnitOutcome analyzeFile(const Unit &U, const UnitSettings &Settings,
                        const UnitCommand &Command, const SharedHeader *Header,
                        Wanted What) {
  UnitOutcome Outcome;
  Outcome.DroppedFlags = Command.DroppedFlags;
  Outcome.Failure = Command.Failure;
  if (!Command.Invocation)
    return Outcome;
  double Start = now();
  auto Invocation = std::make_shared<CompilerInvocation>(*Command.Invocation);
  // Its own file system, because a working directory is not a thread's.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS(
      llvm::vfs::createPhysicalFileSystem().release());
  if (Header)
    FS = Header->putBefore(*Invocation, FS);
  // It is there: the command was read in it.
  [[maybe_unused]] std::error_code Ignored =
      FS->setCurrentWorkingDirectory(U.Directory);

  FirstError Errors;
  {
    CompilerInstance CI(Invocation);
    CI.setVirtualFileSystem(FS);
    CI.createDiagnostics(&Errors, /*ShouldOwnClient=*/false);
    CI.createFileManager();
    CI.createSourceManager();
    UnitAction Action(U, Settings, What, Outcome);
    CI.ExecuteAction(Action);
  }
  Outcome.Failure = Errors.Text;
  if (Errors.FileNotFound)
    Outcome.MissingFile = Errors.Arguments.front();
  Outcome.UsedHeader = Header != nullptr;
  Outcome.ParseSeconds = now() - Start - Outcome.AnalysisSeconds;
  return Outcome;
}

} // namespace torchleak
