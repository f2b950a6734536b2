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
        ExpansionNumbers.try_emplace(Loc, unsigned(Expansions.size() + 1));
    if (New)
      Expansions.push_back(Loc);
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
  if (S.isInMacro() && !TextsOnly)
    return Expansions[S.Expansion - 1];
  return Sources.getLocForStartOfFile(Files[S.File]).getLocWithOffset(S.Offset);
}

bool SpotMap::isBefore(const Spot &A, const Spot &B) const {
  return A != B && Sources.isBeforeInTranslationUnit(location(A), location(B));
}

} // namespace torchleak
