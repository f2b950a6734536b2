//===- SpotMap.h - Between Clang's locations and spots ----------*- C++ -*-===//
//
// Facts and findings have spots; the front ends ask here what Clang calls them.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_EXTRACT_SPOTMAP_H
#define TORCHLEAK_EXTRACT_SPOTMAP_H

#include "program/Spot.h"
#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <string>
#include <vector>

namespace clang {
class LangOptions;
class SourceManager;
} // namespace clang

namespace torchleak {

class SpotMap {
public:
  explicit SpotMap(const clang::SourceManager &Sources) : Sources(Sources) {}
  /// For the spots of facts whose files are \p Files, without an AST; spots in
  /// macros are where the macros are used.
  SpotMap(const clang::SourceManager &Sources, std::vector<clang::FileID> Files)
      : Sources(Sources), Files(std::move(Files)), TextsOnly(true) {}

  Spot spot(clang::SourceLocation Loc);
  /// \p Range is of tokens, as Clang's ranges are.
  SpotRange range(clang::SourceRange Range, const clang::LangOptions &Language);
  /// Of a spot that this map made.
  clang::SourceLocation location(const Spot &S) const;
  /// A before B, as the compiler reads them.
  bool isBefore(const Spot &A, const Spot &B) const;
  /// The unit's table of files, by the names that Clang has for them.
  const std::vector<std::string> &files() const { return Names; }

private:
  unsigned fileOf(clang::FileID Id);

  const clang::SourceManager &Sources;
  std::vector<std::string> Names;
  /// A file that is included twice is one; of each, the first.
  std::vector<clang::FileID> Files;
  llvm::DenseMap<clang::FileID, unsigned> ById;
  llvm::StringMap<unsigned> ByName;
  std::vector<clang::SourceLocation> Expansions;
  llvm::DenseMap<clang::SourceLocation, unsigned> ExpansionNumbers;
  bool TextsOnly = false;
};

} // namespace torchleak

#endif
