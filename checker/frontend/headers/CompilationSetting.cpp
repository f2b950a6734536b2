//===- CompilationSetting.cpp - How a unit is compiled --------------------===//

#include "frontend/headers/CompilationSetting.h"
#include "frontend/cache/CacheStore.h"
#include "clang/Basic/Version.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace torchleak {

// To be changed when the headers are to keep other bodies: LibraryBodies.h.
static constexpr llvm::StringLiteral WhichBodies = "2";

CompilationSetting settingOf(std::shared_ptr<CompilerInvocation> Invocation,
                             llvm::StringRef WorkingDirectory) {
  CompilationSetting Result;
  Result.WorkingDirectory = WorkingDirectory.str();
  for (const auto &[Definition, IsUndef] :
       Invocation->getPreprocessorOpts().Macros)
    Result.Macros.push_back((IsUndef ? "U" : "D") + Definition);
  Result.Folders = searchFolders(*Invocation, WorkingDirectory);

  CompilerInvocation Rest(*Invocation);
  const FrontendInputFile &Input = Rest.getFrontendOpts().Inputs.front();
  std::string Language =
      std::to_string(static_cast<unsigned>(Input.getKind().getLanguage()));
  Rest.getFrontendOpts().Inputs.clear();
  Rest.getFrontendOpts().OutputFile.clear();
  Rest.getHeaderSearchOpts().UserEntries.clear();
  Rest.getPreprocessorOpts().Macros.clear();
  Rest.getPreprocessorOpts().Includes.clear();
  Rest.getCodeGenOpts().MainFileName.clear();
  Rest.getCodeGenOpts().DebugCompilationDir.clear();
  Rest.getCodeGenOpts().CoverageCompilationDir.clear();
  Rest.getDiagnosticOpts().Warnings.clear();
  Result.Key =
      contentHash(getClangFullRepositoryVersion() + WhichBodies.str() +
                  Language + "\n" + llvm::join(Rest.getCC1CommandLine(), "\n"));
  Result.Invocation = std::move(Invocation);
  return Result;
}

} // namespace torchleak
