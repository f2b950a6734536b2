//===- SpotMap.cpp - Between Clang's locations and spots ------------------===//

#include "extract/SpotMap.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Lex/Lexer.h"

using namespace clang;

namespace torchleak {

Spot SpotMap::spot(SourceLocation Loc) {
  Spot S;
  if (Loc.isInvalid())
    return S;
  if (Loc.isMacroID()) {
    auto [It, New] =
        ExpansionNumbers.try_emplace(Loc, unsigned(Expanded.size() + 1));
    if (New)
      Expanded.push_back(Loc);
    S.Expansion = It->second;
  }
  auto [Id, Offset] = Sources.getDecomposedLoc(Sources.getFileLoc(Loc));
  S.File = fileOf(Id);
  S.Offset = Offset;
  S.Line = Sources.getLineNumber(Id, Offset);
  S.Column = Sources.getColumnNumber(Id, Offset);
  return S;
}

SpotRange SpotMap::range(SourceRange Range, const LangOptions &Language) {
  return {spot(Range.getBegin()), spot(Lexer::getLocForEndOfToken(
                                      Range.getEnd(), 0, Sources, Language))};
}

/// As clang tells it under a diagnostic: each macro that the location came out
/// of, from the innermost that it was written in.
static SmallVector<SourceLocation, 2> macrosOf(SourceLocation Loc,
                                               const SourceManager &Sources) {
  SmallVector<SourceLocation, 2> Result;
  while (Loc.isMacroID()) {
    if (Sources.isMacroArgExpansion(Loc))
      Result.clear();
    else
      Result.push_back(Loc);
    Loc = Sources.getImmediateMacroCallerLoc(Loc);
  }
  return Result;
}

std::vector<std::vector<MacroUse>>
SpotMap::expansions(const LangOptions &Language) {
  std::vector<std::vector<MacroUse>> Result(Expanded.size());
  for (unsigned I = 0; I != Result.size(); ++I)
    for (SourceLocation Loc : macrosOf(Expanded[I], Sources))
      Result[I].push_back(
          {spot(Sources.getSpellingLoc(Loc)),
           Lexer::getImmediateMacroNameForDiagnostics(Loc, Sources, Language)
               .str()});
  return Result;
}

unsigned SpotMap::fileOf(FileID Id) {
  auto [It, New] = ById.try_emplace(Id);
  if (New) {
    llvm::StringRef Name =
        Sources.getFilename(Sources.getLocForStartOfFile(Id));
    auto [Known, NewName] = ByName.try_emplace(Name, unsigned(Names.size()));
    if (NewName) {
      Names.push_back(Name.str());
      Files.push_back(Id);
    }
    It->second = Known->second;
  }
  return It->second;
}

SourceLocation SpotMap::location(const Spot &S) const {
  if (S.isInvalid())
    return {};
  if (S.isInMacro() && S.Expansion <= Expanded.size())
    return Expanded[S.Expansion - 1];
  if (SourceLocation Loc = TextExpansions.lookup(S.Expansion); Loc.isValid())
    return Loc;
  return Sources.getLocForStartOfFile(Files[S.File]).getLocWithOffset(S.Offset);
}

bool SpotMap::isBefore(const Spot &A, const Spot &B) const {
  return A != B && Sources.isBeforeInTranslationUnit(location(A), location(B));
}

} // namespace torchleak
