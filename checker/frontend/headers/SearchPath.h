//===- SearchPath.h - Where includes are looked for -------------*- C++ -*-===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_SEARCHPATH_H
#define TORCHLEAK_FRONTEND_HEADERS_SEARCHPATH_H

#include "clang/Basic/SourceManager.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <string>
#include <vector>

namespace clang {
class CompilerInvocation;
class HeaderSearchOptions;
} // namespace clang

namespace torchleak {

struct SearchFolder {
  /// Absolute.
  std::string Path;
  /// Whether its headers are the project's: -isystem's and the compiler's own
  /// are not.
  clang::SrcMgr::CharacteristicKind Kind = clang::SrcMgr::C_User;
  /// Only for names in quotes: -iquote.
  bool QuotedOnly = false;

  bool isSystem() const { return clang::SrcMgr::isSystem(Kind); }
  bool operator==(const SearchFolder &Other) const {
    return Path == Other.Path && Kind == Other.Kind &&
           QuotedOnly == Other.QuotedOnly;
  }
};

/// The folders of a compilation in the order in which Clang looks into them,
/// without those that do not exist.
std::vector<SearchFolder>
searchFolders(const clang::CompilerInvocation &Invocation,
              llvm::StringRef WorkingDirectory);

/// Makes \p Folders those of a compilation.
void useFolders(clang::HeaderSearchOptions &Options,
                llvm::ArrayRef<SearchFolder> Folders);

} // namespace torchleak

#endif
