//===- FolderListings.h - Names in folders ----------------------*- C++ -*-===//
//
// Which files of other names could take the place of those that were found.
//
//===----------------------------------------------------------------------===//

#ifndef TORCHLEAK_FRONTEND_HEADERS_FOLDERLISTINGS_H
#define TORCHLEAK_FRONTEND_HEADERS_FOLDERLISTINGS_H

#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"
#include <mutex>
#include <string>
#include <vector>

namespace torchleak {

/// Names of files below search folders, asked once.
class FolderListings {
public:
  /// Whether something named \p Names lies directly in \p Folder.
  bool holdsAny(llvm::StringRef Folder, const llvm::StringSet<> &Names);
  /// The names of \p Names that lie in \p Folder, as one sorted text.
  std::string held(llvm::StringRef Folder, const llvm::StringSet<> &Names);

private:
  const std::vector<std::string> &list(llvm::StringRef Folder);
  std::mutex Lock;
  llvm::StringMap<std::vector<std::string>> Known;
};

} // namespace torchleak

#endif
