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
  /// For spots of facts without their AST, where \p Files and \p Expanded are
  /// what the spots count; what is not among the latter is where its macro is
  /// used.
  SpotMap(const clang::SourceManager &Sources, std::vector<clang::FileID> Files,
          llvm::DenseMap<unsigned, clang::SourceLocation> Expanded)
      : Sources(Sources), Files(std::move(Files)),
        TextExpansions(std::move(Expanded)) {}

  Spot spot(clang::SourceLocation Loc);
  /// \p Range is of tokens, as Clang's ranges are.
  SpotRange range(clang::SourceRange Range, const clang::LangOptions &Language);
  /// Of a spot that this map made.
  clang::SourceLocation location(const Spot &S) const;
  /// A before B, as the compiler reads them.
  bool isBefore(const Spot &A, const Spot &B) const;
  /// The unit's table of files, by the names that Clang has for them.
  const std::vector<std::string> &files() const { return Names; }

  /// The unit's table of expansions.
  std::vector<std::vector<MacroUse>>
  expansions(const clang::LangOptions &Language);

private:
  unsigned fileOf(clang::FileID Id);

  const clang::SourceManager &Sources;
  std::vector<std::string> Names;
  /// A file that is included twice is one; of each, the first.
  std::vector<clang::FileID> Files;
  llvm::DenseMap<clang::FileID, unsigned> ById;
  llvm::StringMap<unsigned> ByName;
  std::vector<clang::SourceLocation> Expanded;
  llvm::DenseMap<clang::SourceLocation, unsigned> ExpansionNumbers;
  llvm::DenseMap<unsigned, clang::SourceLocation> TextExpansions;
};

} // namespace torchleak

#endif
