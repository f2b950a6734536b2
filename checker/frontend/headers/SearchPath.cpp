//===- SearchPath.cpp - Where includes are looked for ---------------------===//

#include "frontend/headers/SearchPath.h"
#include "frontend/command/Paths.h"
#include "clang/Basic/DiagnosticIDs.h"
#include "clang/Basic/DiagnosticOptions.h"
#include "clang/Basic/FileManager.h"
#include "clang/Basic/TargetOptions.h"
#include "clang/Frontend/CompilerInvocation.h"
#include "clang/Lex/HeaderSearch.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "llvm/TargetParser/Triple.h"

using namespace clang;

namespace torchleak {

std::vector<SearchFolder> searchFolders(const CompilerInvocation &Invocation,
                                        llvm::StringRef WorkingDirectory) {
  FileSystemOptions FileOptions;
  FileOptions.WorkingDir = WorkingDirectory.str();
  FileManager Files(FileOptions);
  DiagnosticOptions DiagOptions;
  IgnoringDiagConsumer Nothing;
  DiagnosticsEngine Diags(DiagnosticIDs::create(), DiagOptions, &Nothing,
                          /*ShouldOwnClient=*/false);
  SourceManager Sources(Diags, Files);
  const HeaderSearchOptions &Options = Invocation.getHeaderSearchOpts();
  HeaderSearch Search(Options, Sources, Diags, Invocation.getLangOpts(),
                      /*Target=*/nullptr);
  ApplyHeaderSearchOptions(Search, Options, Invocation.getLangOpts(),
                           llvm::Triple(Invocation.getTargetOpts().Triple));

  std::vector<SearchFolder> Result;
  bool QuotedOnly = true;
  for (ConstSearchDirIterator It = Search.search_dir_begin(),
                              Angled = Search.angled_dir_begin(),
                              End = Search.search_dir_end();
       It != End; ++It) {
    QuotedOnly &= It != Angled;
    if (It->isNormalDir())
      Result.push_back({absolutePath(It->getName(), WorkingDirectory),
                        It->getDirCharacteristic(), QuotedOnly});
  }
  return Result;
}

void useFolders(HeaderSearchOptions &Options,
                llvm::ArrayRef<SearchFolder> Folders) {
  Options.UserEntries.clear();
  for (const SearchFolder &Folder : Folders) {
    frontend::IncludeDirGroup Group =
        Folder.QuotedOnly                        ? frontend::Quoted
        : Folder.Kind == SrcMgr::C_System        ? frontend::System
        : Folder.Kind == SrcMgr::C_ExternCSystem ? frontend::ExternCSystem
                                                 : frontend::Angled;
    Options.AddPath(Folder.Path, Group, /*IsFramework=*/false,
                    /*IgnoreSysRoot=*/true);
  }
}

} // namespace torchleak
