//===- TypeNames.cpp - Names and files of declarations --------------------===//

#include "model/types/TypeNames.h"
#include "model/LibtorchPaths.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace torchleak {

llvm::StringRef TypeNames::qualifiedName(const NamedDecl *D) const {
  auto [It, New] = Names.try_emplace(D);
  if (New) {
    // Inline namespaces (std::__cxx11, versioned c10) and anonymous ones are no
    // part of the name that people write.
    std::string Name;
    llvm::raw_string_ostream OS(Name);
    PrintingPolicy Policy(Context.getLangOpts());
    Policy.SuppressUnwrittenScope = true;
    D->printQualifiedName(OS, Policy);
    It->second = std::move(Name);
  }
  return It->second;
}

bool TypeNames::isLibraryCode(SourceLocation Loc) const {
  if (Loc.isInvalid())
    return true;
  const SourceManager &SM = Context.getSourceManager();
  Loc = SM.getExpansionLoc(Loc);
  FileID File = SM.getFileID(Loc);
  auto [It, New] = LibraryFiles.try_emplace(File, false);
  if (!New)
    return It->second;
  bool Result = SM.isInSystemHeader(Loc);
  if (!Result && File != SM.getMainFileID())
    Result = isLibtorchFile(SM.getFilename(Loc));
  LibraryFiles[File] = Result;
  return Result;
}

} // namespace torchleak
