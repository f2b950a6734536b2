//===- Invocation.cpp - A unit's command, understood by Clang -------------===//

#include "frontend/command/Invocation.h"
#include "frontend/command/FirstError.h"
#include "clang/Driver/CreateInvocationFromArgs.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/VirtualFileSystem.h"

using namespace clang;

namespace torchleak {

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
               UnitCommand &Result) {
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
      Result.Failure =
          Errors.Text.empty() ? "the command cannot be used" : Errors.Text;
      return nullptr;
    }
    Result.DroppedFlags.push_back(*Removed);
  }
  Result.Failure = "the command has too many flags that Clang cannot use";
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

static UnitCommand readCommand(std::vector<std::string> Arguments,
                               llvm::StringRef Directory) {
  UnitCommand Result;
  // Its own file system, because a working directory is not a thread's.
  llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> FS(
      llvm::vfs::createPhysicalFileSystem().release());
  if (FS->setCurrentWorkingDirectory(Directory)) {
    Result.Failure = ("the directory '" + Directory + "' does not exist").str();
    return Result;
  }
  Result.Invocation = makeInvocation(Arguments, FS, Result);
  if (Result.Invocation)
    adjust(*Result.Invocation);
  return Result;
}

UnitCommand CommandReader::read(const Unit &U,
                                const tidy::ClangTidyOptions &Tidy) {
  UnitCommand Result;
  if (!U.Error.empty()) {
    Result.Failure = U.Error;
    return Result;
  }
  std::vector<std::string> Arguments = driverArguments(U, Tidy, ResourceDir);
  auto File = llvm::find(Arguments, U.File);
  if (File == Arguments.end() || !llvm::sys::fs::exists(U.File))
    return readCommand(Arguments, U.Directory);

  std::vector<std::string> Shape = Arguments;
  Shape[File - Arguments.begin()].clear();
  Shape.push_back(U.Directory);
  auto [Entry, IsNew] = Known.try_emplace(std::move(Shape));
  if (IsNew)
    Entry->second = readCommand(Arguments, U.Directory);
  Result = Entry->second;
  if (!Result.Invocation) {
    // Its text may name another file.
    return IsNew ? Result : readCommand(Arguments, U.Directory);
  }
  Result.Invocation = std::make_shared<CompilerInvocation>(*Result.Invocation);
  FrontendInputFile &Input =
      Result.Invocation->getFrontendOpts().Inputs.front();
  Input = FrontendInputFile(U.File, Input.getKind(), Input.isSystem());
  Result.Invocation->getCodeGenOpts().MainFileName =
      llvm::sys::path::filename(U.File).str();
  return Result;
}

} // namespace torchleak
