//===- TextSources.cpp - Files of facts, without their AST ----------------===//

#include "frontend/command/TextSources.h"
#include "llvm/ADT/STLExtras.h"

using namespace clang;

namespace torchleak {

TextSources::TextSources(llvm::StringRef MainFile)
    : Diagnostics(DiagnosticIDs::create(), DiagnosticsAsUsual,
                  new IgnoringDiagConsumer),
      FileSystem(FileSystemOptions()), Sources(Diagnostics, FileSystem) {
  FileID Main = idOf(MainFile);
  if (Main.isValid())
    Sources.setMainFileID(Main);
}

FileID TextSources::idOf(llvm::StringRef Path) {
  OptionalFileEntryRef File = FileSystem.getOptionalFileRef(Path);
  if (!File || !Sources.getMemoryBufferForFileOrNone(*File))
    return FileID();
  return Sources.getOrCreateFileID(*File, SrcMgr::C_User);
}

static std::vector<unsigned> filesOf(const Finding &F) {
  std::vector<unsigned> Result;
  auto add = [&](const Spot &S) {
    if (S.isValid())
      Result.push_back(S.File);
  };
  add(F.Loc);
  for (const OriginLine &O : F.Origins)
    add(O.Loc);
  for (const Note &N : F.Notes)
    add(N.Loc);
  for (const Fix &Fix : F.Fixes)
    for (const Edit &E : Fix.Edits)
      add(E.Range.Begin);
  return Result;
}

bool TextSources::load(unsigned File, llvm::StringRef Path) {
  if (Ids[File].isInvalid())
    Ids[File] = idOf(Path);
  return Ids[File].isValid();
}

SourceLocation TextSources::fileLocation(const Spot &S) const {
  return Sources.getLocForStartOfFile(Ids[S.File])
      .getLocWithOffset(static_cast<int>(S.Offset));
}

void TextSources::expand(const Spot &S, llvm::ArrayRef<MacroUse> Macros) {
  SourceLocation &Loc = Expanded[S.Expansion];
  if (Loc.isValid())
    return;
  Loc = fileLocation(S);
  for (const MacroUse &Macro : llvm::reverse(Macros))
    Loc = Sources.createExpansionLoc(fileLocation(Macro.Line), Loc, Loc,
                                     /*Length=*/1);
}

std::vector<std::string>
TextSources::read(std::vector<Finding> &Findings,
                  llvm::ArrayRef<std::string> Files,
                  llvm::ArrayRef<std::vector<MacroUse>> Expansions) {
  std::vector<std::string> Missing;
  Ids.resize(Files.size());
  llvm::erase_if(Findings, [&](const Finding &F) {
    bool Readable = true;
    for (unsigned File : filesOf(F))
      if (!load(File, Files[File])) {
        Readable = false;
        if (!llvm::is_contained(Missing, Files[File]))
          Missing.push_back(Files[File]);
      }
    if (Readable && F.Loc.isInMacro()) {
      // A name that a macro pastes stands in no file.
      std::vector<MacroUse> Macros = Expansions[F.Loc.Expansion - 1];
      llvm::erase_if(Macros, [&](const MacroUse &Macro) {
        return !load(Macro.Line.File, Files[Macro.Line.File]);
      });
      expand(F.Loc, Macros);
    }
    return !Readable;
  });
  return Missing;
}

} // namespace torchleak
